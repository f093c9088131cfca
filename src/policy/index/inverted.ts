import { type ClassSet, hasClass } from './class-set.ts';

/** Which of a list of sets a class is in, without asking each of them. */
export interface Inverted {
  /** Places in the list, ascending. */
  readonly holding: (member: number) => readonly number[];
}

export function invert(sets: readonly ClassSet[], universe: number): Inverted {
  const large: { readonly set: ClassSet; readonly place: number }[] = [];
  const starts = new Uint32Array(universe + 1);
  for (const [place, set] of sets.entries()) {
    if ('words' in set) large.push({ set, place });
    else for (const member of set.members) starts[member + 1] = (starts[member + 1] ?? 0) + 1;
  }
  for (let member = 0; member < universe; member += 1)
    starts[member + 1] = (starts[member + 1] ?? 0) + (starts[member] ?? 0);
  const places = new Uint32Array(starts[universe] ?? 0);
  const next = starts.slice();
  for (const [place, set] of sets.entries()) {
    if ('words' in set) continue;
    for (const member of set.members) {
      const at = next[member] ?? 0;
      places[at] = place;
      next[member] = at + 1;
    }
  }
  return {
    holding(member) {
      const held: number[] = [];
      let at = starts[member] ?? 0;
      const end = starts[member + 1] ?? 0;
      for (const { set, place } of large) {
        while (at < end && (places[at] ?? 0) < place) held.push(places[at++] ?? 0);
        if (hasClass(set, member)) held.push(place);
      }
      while (at < end) held.push(places[at++] ?? 0);
      return held;
    },
  };
}
