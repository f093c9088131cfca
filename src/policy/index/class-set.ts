/**
 * An immutable set of classes, by number. Small sets are ascending lists, large ones bits: most rules of a cluster concern
 * one namespace, a few concern everyone, and either must cost little. Bits past the end of `words` are not set.
 */
export type ClassSet = { readonly members: Uint32Array } | { readonly words: Uint32Array };

/** Bits of classes under construction, as long as the universe demands. */
export type ClassBits = Uint32Array;

export const noClasses: ClassSet = { members: new Uint32Array(0) };

/** Bits for that many classes, none of them set. */
export function emptyBits(universe: number): ClassBits {
  return new Uint32Array((universe + 31) >>> 5);
}

/** Bits for that many classes, all of them set and none past the end. */
export function fullBits(universe: number): ClassBits {
  const bits = emptyBits(universe).fill(0xffff_ffff);
  const rest = universe & 31;
  if (rest !== 0) bits[bits.length - 1] = (1 << rest) - 1;
  return bits;
}

/** A set of an ascending list without duplicates; the list is kept. */
export function setOfMembers(members: readonly number[] | Uint32Array, universe: number): ClassSet {
  if (members.length === 0) return noClasses;
  if (members.length <= universe >>> 5) return { members: Uint32Array.from(members) };
  const words = emptyBits(universe);
  for (const member of members) addClass(words, member);
  return { words };
}

/** A set of bits; the bits are kept and must not be changed any more. */
export function setOfBits(bits: ClassBits): ClassSet {
  const count = countBits(bits);
  if (count > bits.length) return { words: bits };
  const members = new Uint32Array(count);
  let next = 0;
  eachBit(bits, (member) => {
    members[next++] = member;
  });
  return count === 0 ? noClasses : { members };
}

export function isEmpty(set: ClassSet): boolean {
  return 'members' in set ? set.members.length === 0 : set.words.every((word) => word === 0);
}

export function hasClass(set: ClassSet, member: number): boolean {
  if ('words' in set) return hasBit(set.words, member);
  const { members } = set;
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((members[middle] ?? 0) < member) low = middle + 1;
    else high = middle;
  }
  return members[low] === member;
}

export function hasBit(bits: ClassBits, member: number): boolean {
  return (((bits[member >>> 5] ?? 0) >>> (member & 31)) & 1) === 1;
}

export function addClass(bits: ClassBits, member: number): void {
  const word = member >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (member & 31));
}

/** Calls for each member, ascending. */
export function eachClass(set: ClassSet, call: (member: number) => void): void {
  if ('words' in set) eachBit(set.words, call);
  else for (const member of set.members) call(member);
}

/** Calls for each set bit, ascending. */
export function eachBit(bits: ClassBits, call: (member: number) => void): void {
  for (let index = 0; index < bits.length; index += 1) {
    let word = bits[index] ?? 0;
    while (word !== 0) {
      const lowest = word & -word;
      call((index << 5) + 31 - Math.clz32(lowest));
      word ^= lowest;
    }
  }
}

export function countBits(bits: ClassBits): number {
  let count = 0;
  for (const word of bits) {
    if (word === 0) continue;
    let pairs = word - ((word >>> 1) & 0x5555_5555);
    pairs = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
    count += (((pairs + (pairs >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
  }
  return count;
}

/** Adds a set to bits. */
export function addTo(bits: ClassBits, set: ClassSet): void {
  if ('members' in set) for (const member of set.members) addClass(bits, member);
  else
    for (let index = 0; index < set.words.length; index += 1)
      bits[index] = (bits[index] ?? 0) | (set.words[index] ?? 0);
}

/** Adds to bits what of a set lies within other bits. */
export function addWithin(bits: ClassBits, set: ClassSet, within: ClassBits): void {
  if ('members' in set) {
    for (const member of set.members) if (hasBit(within, member)) addClass(bits, member);
    return;
  }
  for (let index = 0; index < set.words.length; index += 1)
    bits[index] = (bits[index] ?? 0) | ((set.words[index] ?? 0) & (within[index] ?? 0));
}

/** Takes a set out of bits. */
export function removeFrom(bits: ClassBits, set: ClassSet): void {
  if ('members' in set) {
    for (const member of set.members) {
      const word = member >>> 5;
      bits[word] = (bits[word] ?? 0) & ~(1 << (member & 31));
    }
    return;
  }
  for (let index = 0; index < set.words.length; index += 1) bits[index] = (bits[index] ?? 0) & ~(set.words[index] ?? 0);
}

export function union(first: ClassSet, second: ClassSet, universe: number): ClassSet {
  if (isEmpty(first)) return second;
  if (isEmpty(second)) return first;
  const bits = emptyBits(universe);
  addTo(bits, first);
  addTo(bits, second);
  return setOfBits(bits);
}

export function intersection(first: ClassSet, second: ClassSet): ClassSet {
  if ('members' in first) return { members: first.members.filter((member) => hasClass(second, member)) };
  if ('members' in second) return intersection(second, first);
  return setOfBits(first.words.map((word, index) => word & (second.words[index] ?? 0)));
}

export function difference(first: ClassSet, second: ClassSet): ClassSet {
  if ('members' in first) return { members: first.members.filter((member) => !hasClass(second, member)) };
  const bits = first.words.slice();
  removeFrom(bits, second);
  return setOfBits(bits);
}

export function complement(set: ClassSet, universe: number): ClassSet {
  const bits = fullBits(universe);
  removeFrom(bits, set);
  return setOfBits(bits);
}

/** Adds bits to bits; either may be shorter. */
export function addBits(bits: ClassBits, others: ClassBits): void {
  const words = Math.min(bits.length, others.length);
  for (let index = 0; index < words; index += 1) bits[index] = (bits[index] ?? 0) | (others[index] ?? 0);
}

/** Leaves in bits only what is in other bits too. */
export function keepBits(bits: ClassBits, others: ClassBits): void {
  for (let index = 0; index < bits.length; index += 1) bits[index] = (bits[index] ?? 0) & (others[index] ?? 0);
}
