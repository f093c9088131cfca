import type { WorldNode } from '../../world/types.ts';

/** What stands for a node where the uids of pods are kept. */
export const nodeUid = ({ name }: WorldNode): string => `node/${name}`;
