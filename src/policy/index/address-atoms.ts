import type { AddressRange } from '../model/condition.ts';

/**
 * The addresses of one family, cut wherever a range of some policy begins or ends: within one atom no policy can tell two
 * addresses apart. Atom n reaches from `starts[n]` to just before `starts[n + 1]`; the first one starts at 0.
 */
export interface AddressAtoms {
  readonly family: 4 | 6;
  readonly starts: readonly bigint[];
}

/** First address past the family's last one. */
export const addressEnd = { 4: 1n << 32n, 6: 1n << 128n } as const;

export function cutAddresses(family: 4 | 6, ranges: Iterable<AddressRange>): AddressAtoms {
  const starts = new Set([0n]);
  for (const range of ranges) {
    if (range.family !== family) continue;
    starts.add(range.from);
    if (range.to + 1n < addressEnd[family]) starts.add(range.to + 1n);
  }
  return { family, starts: [...starts].sort((first, second) => (first < second ? -1 : first > second ? 1 : 0)) };
}

/** The atom that an address lies in. */
export function atomOf({ starts }: AddressAtoms, address: bigint): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0n) <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The last address of an atom. */
export function atomLast({ family, starts }: AddressAtoms, atom: number): bigint {
  return (starts[atom + 1] ?? addressEnd[family]) - 1n;
}
