import { addressKey } from '../../policy/address/same.ts';
import type { CniNodeRecord } from '../evidence.ts';
import { calicoAddress, isRouteReflector } from './tunnel-ends.ts';

/** Nodes by every address that they are known under, spelt as `addressKey` does. */
export function nodesByAddress(nodes: Iterable<CniNodeRecord>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const node of nodes) {
    for (const address of [...node.internalAddresses, calicoAddress(node, 4), calicoAddress(node, 6)]) {
      const key = address === undefined ? undefined : addressKey(address);
      if (key !== undefined) found.set(key, node.name);
    }
  }
  return found;
}

/** The nodes that this one must have a session with, by the mesh of nodes: name and address. Over IPv4, as is usual. */
export function meshOf(node: CniNodeRecord, nodes: Iterable<CniNodeRecord>): ReadonlyMap<string, string> {
  if (isRouteReflector(node) || calicoAddress(node) === undefined) return new Map();
  return new Map(
    [...nodes].flatMap((other) => {
      const address = calicoAddress(other);
      return other.name === node.name || address === undefined || isRouteReflector(other)
        ? []
        : [[other.name, address]];
    }),
  );
}
