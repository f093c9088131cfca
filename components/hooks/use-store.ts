import { useCallback, useSyncExternalStore } from 'react';
import type { Store } from '../../src/contracts/store.ts';
import type { ScreenState } from '../screen/state.ts';
import { useScreen } from './use-screen.ts';

/** The store's value; renders anew when it changes, at most at the screen's frame rate. */
export function useStore<T>(store: Store<T>): T {
  const { clock } = useScreen();
  const subscribe = useCallback((listener: () => void) => clock.subscribe(store, listener), [clock, store]);
  return useSyncExternalStore(subscribe, () => store.getSnapshot());
}

/** The screen's own state; changes are shown at once, because a key made them. */
export function useScreenState(): ScreenState {
  const { state } = useScreen();
  return useSyncExternalStore(state.subscribe, state.getSnapshot);
}
