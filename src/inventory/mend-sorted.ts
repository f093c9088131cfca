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
  const places = [...holes].sort((one, other) => one - other);
  for (const [closed, hole] of places.entries()) {
    move(sorted, hole + 1, places[closed + 1] ?? sorted.length, -1 - closed);
  }
  sorted.length -= places.length;
}

/** From the end, so that every record moves once at most. */
function insert<R>(sorted: R[], others: readonly R[], compare: Compare<R>): void {
  const places = others.map((record) => placeOf(sorted, record, compare));
  let end = sorted.length;
  sorted.push(...others);
  for (let left = others.length; left > 0; left -= 1) {
    const record = others[left - 1];
    const place = places[left - 1];
    if (record === undefined || place === undefined) return;
    move(sorted, place, end, left);
    sorted[place + left - 1] = record;
    end = place;
  }
}

/** Moves the records of [from, to) by so many places; by hand, as `copyWithin` takes ten times as long with arrays. */
function move(sorted: unknown[], from: number, to: number, by: number): void {
  if (by < 0) for (let place = from; place < to; place += 1) sorted[place + by] = sorted[place];
  else for (let place = to - 1; place >= from; place -= 1) sorted[place + by] = sorted[place];
}
