/**
 * A value that changes, readable as an immutable snapshot. The shape is what React's `useSyncExternalStore` takes,
 * so the screen subscribes without an adapter; `getSnapshot` returns the same reference until something changed.
 */
export interface Store<T> {
  getSnapshot(): T;
  /** Calls `listener` after every change; the returned function ends that. */
  subscribe(listener: () => void): () => void;
}
