import { parseAddress } from '../address/parse.ts';
import type { AddressRange } from '../model/condition.ts';
import type { Party } from '../model/party.ts';
import { type AddressAtoms, atomOf } from './address-atoms.ts';
import type { Classes } from './classes.ts';
import { addClass, type ClassBits, emptyBits, setOfBits } from './class-set.ts';
import type { TernarySet } from './ternary.ts';

/** Which classes an address condition holds for, in flows over one family. */
export interface AddressClasses {
  of(within: readonly AddressRange[], except: readonly AddressRange[]): TernarySet;
}

/** From atom `first` to before atom `end`. */
interface AtomSpan {
  readonly first: number;
  readonly end: number;
}

/**
 * A party takes part in a flow of a family with its addresses of that family. Of several ones of which only some are in the
 * ranges it is not known which the packets carry, and nothing at all is known of a party without any address.
 */
export function addressClasses(classes: Classes, family: 4 | 6): AddressClasses {
  const universe = classes.list.length;
  const atoms = classes.atoms[family === 4 ? 0 : 1];
  const byAtom: number[][] = atoms.starts.map(() => []);
  const unknown = emptyBits(universe);
  const several: { readonly member: number; readonly atoms: readonly number[] }[] = [];
  const everyone = emptyBits(universe);
  for (const [member, { representative }] of classes.list.entries()) {
    const own = ownAtoms(representative, atoms);
    if (own === undefined) addClass(unknown, member);
    else if (own.length > 1) several.push({ member, atoms: own });
    else if (own.length === 1) {
      byAtom[own[0] ?? 0]?.push(member);
      addClass(everyone, member);
    }
  }
  const nobodyKnown = setOfBits(unknown);
  const fill = (bits: ClassBits, { first, end }: AtomSpan, set: boolean) => {
    for (let atom = first; atom < end; atom += 1)
      for (const member of byAtom[atom] ?? [])
        if (set) addClass(bits, member);
        else bits[member >>> 5] = (bits[member >>> 5] ?? 0) & ~(1 << (member & 31));
  };
  return {
    of(within, except) {
      const inside = spansOf(within, atoms);
      const outside = spansOf(except, atoms);
      if (within.length === 0) return { yes: setOfBits(emptyBits(universe)), unknown: setOfBits(emptyBits(universe)) };
      const whole = inside.some(({ first, end }) => first === 0 && end === atoms.starts.length);
      const bits = whole ? everyone.slice() : emptyBits(universe);
      if (!whole) for (const span of inside) fill(bits, span, true);
      for (const span of outside) fill(bits, span, false);
      if (several.length === 0) return { yes: setOfBits(bits), unknown: nobodyKnown };
      const open = unknown.slice();
      for (const { member, atoms: own } of several) {
        const held = own.filter((atom) => holds(inside, atom) && !holds(outside, atom)).length;
        if (held === own.length) addClass(bits, member);
        else if (held > 0) addClass(open, member);
      }
      return { yes: setOfBits(bits), unknown: setOfBits(open) };
    },
  };
}

/** Undefined when it has no address that is known, in any family. */
function ownAtoms(party: Party, atoms: AddressAtoms): readonly number[] | undefined {
  const texts = party.kind === 'outside' ? [party.address] : party.addresses;
  const own = new Set<number>();
  for (const text of texts) {
    const address = parseAddress(text);
    if (address === undefined) return undefined;
    if (address.family === atoms.family) own.add(atomOf(atoms, address.value));
  }
  return texts.length === 0 ? undefined : [...own];
}

function spansOf(ranges: readonly AddressRange[], atoms: AddressAtoms): readonly AtomSpan[] {
  return ranges
    .filter(({ family }) => family === atoms.family)
    .map(({ from, to }) => ({ first: atomOf(atoms, from), end: atomOf(atoms, to) + 1 }));
}

function holds(spans: readonly AtomSpan[], atom: number): boolean {
  return spans.some(({ first, end }) => first <= atom && atom < end);
}
