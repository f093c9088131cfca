import type { Store } from '../contracts/store.ts';

/** A store whose owner can change the value; hand it out as `Store` to everyone else. */
export interface WritableStore<T> extends Store<T> {
  /** Replaces the value. The same reference (`Object.is`) is no change and tells nobody. */
  readonly set: (value: T) => void;
  readonly update: (change: (value: T) => T) => void;
}

/** Runs `task` soon; listeners are told once for all changes made until then. */
export type Scheduler = (task: () => void) => void;

/**
 * Makes a store. `getSnapshot` shows a change at once; listeners hear of it when `schedule` runs its task (a microtask
 * unless told otherwise), once for however many changes came before.
 */
export function createStore<T>(initial: T, schedule: Scheduler = queueMicrotask): WritableStore<T> {
  let value = initial;
  let notifying = false;
  const listeners = new Set<() => void>();

  const notify = (): void => {
    notifying = false;
    // A copy: who subscribes while being told hears of the next change, not of this one.
    for (const listener of Array.from(listeners)) listener();
  };

  const set = (next: T): void => {
    if (Object.is(next, value)) return;
    value = next;
    if (notifying || listeners.size === 0) return;
    notifying = true;
    schedule(notify);
  };

  return {
    getSnapshot: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(listener) {
      // Wrapped, so that the same function subscribed twice is told twice and each ends on its own.
      const own = (): void => listener();
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
  };
}
