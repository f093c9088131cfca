import { addressText } from '../address/text.ts';
import { atomLast, cutAddresses } from '../index/address-atoms.ts';
import { literalsOf, policiesOf } from '../index/conditions-of.ts';
import type { AddressRange } from '../model/condition.ts';
import type { OutsideParty } from '../model/party.ts';
import type { Direction, PolicyProgram } from '../model/policy.ts';

/** Addresses outside the cluster that no policy of one direction tells apart. */
export interface ExternalRange {
  /** '10.0.0.0-10.255.255.255[External]'. */
  readonly name: string;
  /** Any address of it stands for all. */
  readonly party: OutsideParty;
}

/** Every address block that rules of one direction name, excepted ones too. */
export function blocksOf(program: PolicyProgram, direction: Direction): readonly AddressRange[] {
  const blocks: AddressRange[] = [];
  for (const policy of policiesOf(program)) {
    for (const { peer } of policy[direction]?.rules ?? []) {
      for (const literal of literalsOf(peer)) {
        if (literal.is === 'address') blocks.push(...literal.within, ...literal.except);
      }
    }
  }
  return blocks;
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
      const first = addressText(family, start);
      const last = addressText(family, atomLast(atoms, index));
      return { name: `${first}-${last}[External]`, party: { kind: 'outside', address: first } };
    });
  });
}
