import { addressText } from '../address/text.ts';
import { evaluateCondition } from '../evaluate/condition.ts';
import { atomLast, cutAddresses } from '../index/address-atoms.ts';
import { conditionsOf, literalsOf, policiesOf } from '../index/conditions-of.ts';
import type { AddressRange, Condition } from '../model/condition.ts';
import type { OutsideParty } from '../model/party.ts';
import type { Direction, PolicyProgram } from '../model/policy.ts';
import { rangeName } from './join-ranges.ts';

/** Addresses outside the cluster that no policy of one direction tells apart. */
export interface ExternalRange {
  /** '10.0.0.0-10.255.255.255[External]'. */
  readonly name: string;
  /** Any address of it stands for all. */
  readonly party: OutsideParty;
}

/** Every address block that rules of one direction name, without what it excepts: parts that touch are one. */
export function blocksOf(program: PolicyProgram, direction: Direction): readonly AddressRange[] {
  return policiesOf(program).flatMap((policy) =>
    (policy[direction]?.rules ?? []).flatMap(({ peer }) =>
      [...literalsOf(peer)].flatMap((literal) => (literal.is === 'address' ? effective(literal) : [])),
    ),
  );
}

function effective({ within, except }: Extract<Condition, { is: 'address' }>): readonly AddressRange[] {
  const holes = joined(except);
  return joined(within).flatMap((range) => {
    const parts: AddressRange[] = [];
    let { from } = range;
    for (const hole of holes) {
      if (hole.family !== range.family || hole.to < from || hole.from > range.to) continue;
      if (hole.from > from) parts.push({ ...range, from, to: hole.from - 1n });
      from = hole.to + 1n;
    }
    if (from <= range.to) parts.push({ ...range, from });
    return parts;
  });
}

function joined(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const result: AddressRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.family - other.family || (one.from < other.from ? -1 : 1))) {
    const last = result.at(-1);
    if (last === undefined || last.family !== range.family || range.from > last.to + 1n) result.push(range);
    else if (range.to > last.to) result[result.length - 1] = { ...last, to: range.to };
  }
  return result;
}

/**
 * Tells outside addresses apart as far as rules do: those with one answer from every rule's demand on addresses are the same to
 * all policies.
 */
export function outsideClasses(program: PolicyProgram): (party: OutsideParty) => string {
  const demands = policiesOf(program)
    .flatMap((policy) => conditionsOf(policy))
    .filter((condition) => [...literalsOf(condition)].some(({ is }) => is === 'address'));
  return (party) =>
    demands
      .map((condition) => evaluateCondition(condition, party, { other: party, nodeLabels: () => undefined })[0])
      .join('');
}

/**
 * The outside, cut wherever one of the blocks begins or ends. IPv6 is spoken of only where some block is of it: without one all
 * of it fares as any address does.
 */
export function externalRanges(blocks: readonly AddressRange[]): readonly ExternalRange[] {
  const families = blocks.some(({ family }) => family === 6) ? ([4, 6] as const) : ([4] as const);
  return families.flatMap((family) => {
    const atoms = cutAddresses(family, blocks);
    return atoms.starts.map((start, index) => {
      const name = rangeName(family, start, atomLast(atoms, index));
      return { name, party: { kind: 'outside', address: addressText(family, start) } };
    });
  });
}
