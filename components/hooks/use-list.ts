import { useEffect } from 'react';
import { followSelection, type ListMove, moveInList } from '../screen/list-place.ts';
import { placeList } from '../screen/model.ts';
import type { ListName, ListPlace } from '../screen/state.ts';
import { useActions } from './use-actions.ts';
import { useScreen } from './use-screen.ts';
import { useScreenState } from './use-store.ts';

const moves: readonly ListMove[] = ['up', 'down', 'page-up', 'page-down', 'first', 'last'];

export interface ListShape {
  readonly name: ListName;
  /** Rows in all, also those outside the window. */
  readonly length: number;
  /** Rows that are visible. */
  readonly height: number;
  /** Identities of the rows at hand, the first of which is row `offset`. */
  readonly keys: readonly string[];
  readonly offset: number;
  readonly focused: boolean;
}

/** Where the list stands; moves it while it has the focus, and keeps the selection on its object as rows change. */
export function useList(shape: ListShape): ListPlace {
  const model = useScreen();
  const { name, length, height, keys, offset, focused } = shape;
  const place = useScreenState().lists[name];

  const move = (kind: ListMove): void => {
    const next = moveInList(model.state.getSnapshot().lists[name], kind, length, height);
    const key = keys[next.selected - offset];
    placeList(model, name, { ...next, key });
  };
  useActions(focused, Object.fromEntries(moves.map((kind) => [kind, () => move(kind)])));

  const identity = keys.join('\n');
  useEffect(() => {
    if (length === 0) return;
    const rows = identity === '' ? [] : identity.split('\n');
    const current = model.state.getSnapshot().lists[name];
    placeList(model, name, followSelection(current, rows, offset, length, height));
  }, [model, name, identity, offset, length, height, place]);
  return place;
}
