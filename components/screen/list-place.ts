import type { ListPlace } from './state.ts';

export type ListMove = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** The place after a move in a list of `length` rows of which `height` are visible. */
export function moveInList(place: ListPlace, move: ListMove, length: number, height: number): ListPlace {
  const page = Math.max(1, height - 1);
  const steps: Readonly<Record<ListMove, number>> = {
    up: place.selected - 1,
    down: place.selected + 1,
    'page-up': place.selected - page,
    'page-down': place.selected + page,
    first: 0,
    last: length - 1,
  };
  return keepVisible({ ...place, selected: steps[move], key: undefined }, length, height);
}

/** Clamps the selection to the list and scrolls so that it is visible. */
export function keepVisible(place: ListPlace, length: number, height: number): ListPlace {
  const selected = Math.max(0, Math.min(length - 1, place.selected));
  const highest = Math.max(0, length - height);
  let offset = Math.min(place.offset, highest);
  if (selected < offset) offset = selected;
  if (selected >= offset + height) offset = selected - height + 1;
  offset = Math.max(0, offset);
  return selected === place.selected && offset === place.offset ? place : { ...place, selected, offset };
}

/**
 * The place after the rows changed underneath: the selection stays on its object where that is still in the window.
 * `keys` are the identities of the rows from `offset` on.
 */
export function followSelection(
  place: ListPlace,
  keys: readonly string[],
  offset: number,
  length: number,
  height: number,
): ListPlace {
  const found = place.key === undefined ? -1 : keys.indexOf(place.key);
  const selected = found === -1 ? place.selected : offset + found;
  const next = keepVisible(selected === place.selected ? place : { ...place, selected }, length, height);
  const key = keys[next.selected - offset];
  return key === next.key || key === undefined ? next : { ...next, key };
}
