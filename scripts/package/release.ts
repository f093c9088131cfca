import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bundle } from '../build/bundle.ts';
import { thirdPartyNotices } from './notices.ts';

/** What every package is made from. */
export interface Release {
  /** The checkout. */
  readonly root: string;
  readonly version: string;
  /** The bundled program. */
  readonly dist: string;
  /** The licences of what is in it. */
  readonly notices: string;
}

/** The documents that the tarball and the npm package carry as they are. */
export const documents = ['LICENSE', 'README.md', 'CHANGELOG.md'] as const;

/** Bundles the program into `work`/dist and gathers what goes with it. */
export async function makeRelease(work: string): Promise<Release> {
  const root = join(import.meta.dirname, '..', '..');
  const dist = join(work, 'dist');
  const notices = await thirdPartyNotices(root, await bundle(dist));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  return { root, version, dist, notices };
}
