import { parseAddress } from '../address/parse.ts';
import type { Party } from '../model/party.ts';
import { atomOf } from './address-atoms.ts';
import { type Classes, noClass } from './classes.ts';

/** The class of a party that the classes were made with, or of any address outside; `noClass` when there is none. */
export function classOfParty(classes: Classes, party: Party): number {
  if (party.kind === 'pod') return classes.findPod(party) ?? noClass;
  if (party.kind === 'node') return classes.findNode(party) ?? noClass;
  const address = parseAddress(party.address);
  if (address === undefined) return noClass;
  const [four, six] = classes.atoms;
  return address.family === 4
    ? classes.firstOutside + atomOf(four, address.value)
    : classes.firstOutside + four.starts.length + atomOf(six, address.value);
}
