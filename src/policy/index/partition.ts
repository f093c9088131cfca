import type { ClassSet } from './class-set.ts';
import { eachClass } from './class-set.ts';

/** Numbers classes so that two have the same number exactly when each of the sets has both or neither of them. */
export function partition(sets: Iterable<ClassSet>, universe: number): Uint32Array {
  const groups = new Uint32Array(universe);
  let count = 1;
  for (const set of sets) {
    // Whoever is in the set leaves its group, together with those of its group that are in it as well.
    const split = new Map<number, number>();
    eachClass(set, (member) => {
      const group = groups[member] ?? 0;
      let into = split.get(group);
      if (into === undefined) {
        into = count++;
        split.set(group, into);
      }
      groups[member] = into;
    });
  }
  return groups;
}
