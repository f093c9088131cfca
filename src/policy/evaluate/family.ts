import { parseAddress } from '../address/parse.ts';
import type { Party } from '../model/party.ts';

/** The families in which a party has addresses; undefined when it has none that are known. */
export function familiesOf(party: Party): ReadonlySet<4 | 6> | undefined {
  const addresses = party.kind === 'outside' ? [party.address] : party.addresses;
  if (addresses.length === 0) return undefined;
  return new Set(addresses.flatMap((address) => parseAddress(address)?.family ?? []));
}

/** A party with its addresses of one family only. */
export function inFamily<P extends Party>(party: P, family: 4 | 6): P {
  if (party.kind === 'outside' || party.addresses.length < 2) return party;
  return { ...party, addresses: party.addresses.filter((address) => parseAddress(address)?.family === family) };
}

/**
 * The families that both ends have: one packet's source and destination are of one family. Both families, when an end has no
 * known address; none when they have no family in common.
 */
export function commonFamilies(source: Party, destination: Party): readonly (4 | 6)[] | undefined {
  const first = familiesOf(source);
  const second = familiesOf(destination);
  if (first === undefined && second === undefined) return undefined;
  return ([4, 6] as const).filter((family) => (first?.has(family) ?? true) && (second?.has(family) ?? true));
}
