import type { NodeWant } from '../../contracts/node.ts';

/** A node as it is wanted, as the key of a map. */
export function wantKey(node: string, { files = false, privileged = false, background = false }: NodeWant): string {
  return `${node} ${files} ${privileged} ${background}`;
}
