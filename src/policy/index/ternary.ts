import { type ClassSet, complement, difference, intersection, isEmpty, noClasses, union } from './class-set.ts';

/** Classes for which a condition surely holds, and those for which it cannot be told. The two are disjoint. */
export interface TernarySet {
  readonly yes: ClassSet;
  readonly unknown: ClassSet;
}

export const holdsForNone: TernarySet = { yes: noClasses, unknown: noClasses };

/** The classes for which the condition may hold. */
export function possible(set: TernarySet, universe: number): ClassSet {
  return union(set.yes, set.unknown, universe);
}

export function both(first: TernarySet, second: TernarySet, universe: number): TernarySet {
  const yes = intersection(first.yes, second.yes);
  if (isEmpty(first.unknown) && isEmpty(second.unknown)) return { yes, unknown: noClasses };
  return { yes, unknown: difference(intersection(possible(first, universe), possible(second, universe)), yes) };
}

export function either(first: TernarySet, second: TernarySet, universe: number): TernarySet {
  const yes = union(first.yes, second.yes, universe);
  return { yes, unknown: difference(union(first.unknown, second.unknown, universe), yes) };
}

export function opposite(set: TernarySet, universe: number): TernarySet {
  return { yes: complement(possible(set, universe), universe), unknown: set.unknown };
}
