/**
 * A value that changes, readable as an immutable snapshot. The shape is what React's `useSyncExternalStore` takes,
 * so the screen subscribes without an adapter; `getSnapshot` returns the same reference until something changed. Both are
 * properties, not methods: they are passed on by themselves and must not need `this`.
 */
export interface Store<T> {
  readonly getSnapshot: () => T;
  /** Calls `listener` after every change; the returned function ends that. */
  readonly subscribe: (listener: () => void) => () => void;
}
