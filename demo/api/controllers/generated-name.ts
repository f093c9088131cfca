import { randomBytes } from 'node:crypto';
import { stableSuffix } from '../../world/identity.ts';

/** `prefix` and five random characters, as generateName makes names. */
export const generatedName = (prefix: string): string => `${prefix}${stableSuffix(randomBytes(8).toString('hex'), 5)}`;
