import type { Changes } from './change-log.ts';

type Compare<R> = (one: R, other: R) => number;

/**
 * Takes what is gone out of a sorted array and puts what is fresh into it, in place: with 150,000 pods, sorting anew is
 * megabytes of garbage for each picture. `compare` must tell any two records of the array apart. False, and the array as
 * it was, when something that is gone is not in it.
 */
export function mendSorted<R>(sorted: R[], { gone, fresh }: Changes<R>, compare: Compare<R>): boolean {
  const holes = new Set<number>();
  for (const record of gone) {
    const place = placeOf(sorted, record, compare);
    if (sorted[place] !== record) return false;
    holes.add(place);
  }
  const others = fresh.filter((record) => {
    const place = placeOf(sorted, record, compare);
    const previous = sorted[place];
    if (previous === undefined || !holes.has(place) || compare(previous, record) !== 0) return true;
    // The same place in the order: most changes of a pod are of this kind.
    sorted[place] = record;
    holes.delete(place);
    return false;
  });
  closeHoles(sorted, holes);
  insert(sorted, others.sort(compare), compare);
  return true;
}

/** The first place whose record does not come before this one. */
function placeOf<R>(sorted: readonly R[], record: R, compare: Compare<R>): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const there = sorted[middle];
    if (there !== undefined && compare(there, record) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

function closeHoles(sorted: unknown[], holes: ReadonlySet<number>): void {
  if (holes.size === 0) return;
  let to = Math.min(...holes);
  for (let from = to; from < sorted.length; from += 1) {
    const record = sorted[from];
    if (record === undefined || holes.has(from)) continue;
    sorted[to] = record;
    to += 1;
  }
  sorted.length = to;
}

/** Merges from the end, so that every record moves once at most. */
function insert<R>(sorted: R[], others: readonly R[], compare: Compare<R>): void {
  let from = sorted.length - 1;
  sorted.push(...others);
  let to = sorted.length - 1;
  for (let next = others.length - 1; next >= 0; ) {
    const record = others[next];
    const there = sorted[from];
    if (record === undefined) return;
    if (from >= 0 && there !== undefined && compare(there, record) > 0) {
      sorted[to] = there;
      from -= 1;
    } else {
      sorted[to] = record;
      next -= 1;
    }
    to -= 1;
  }
}
