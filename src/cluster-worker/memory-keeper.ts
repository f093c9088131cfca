import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** `weight` is how much it was, in objects that arrived; 1 unless told otherwise. */
export type MemoryKeeper = (weight?: number) => void;

/** What the keeper needs of V8. */
export interface Heap {
  /** Bytes in use, garbage that was not collected yet included. */
  used(): number;
  collect(): void;
  /** Also gives back what the heap holds in reserve; takes several times as long. */
  collectThoroughly(): void;
}

export interface KeeperLimits {
  /** Garbage that may pile up before it is collected, in bytes. */
  readonly slack: number;
  /** Rest between two collections, in milliseconds: each stops the thread. */
  readonly rest: number;
  /** Every so much weight the heap is looked at, which costs microseconds. */
  readonly every: number;
}

/**
 * Collects this thread's garbage as soon as `slack` has piled up. Left alone, V8 lets the heap of a large cluster grow by
 * half again before it looks, and what a process took once it hardly gives back. The keeper is called whenever something
 * has arrived or was worked out.
 */
export function createMemoryKeeper(heap: Heap, now: () => number, { slack, rest, every }: KeeperLimits): MemoryKeeper {
  let calls = 0;
  let live = heap.used();
  let collectedAt = Number.NEGATIVE_INFINITY;
  return (weight = 1) => {
    calls += weight;
    if (calls < every) return;
    calls = 0;
    if (heap.used() < live + slack || now() - collectedAt < rest) return;
    heap.collect();
    live = heap.used();
    collectedAt = now();
  };
}

/** The heap of this thread; undefined where V8 does not let itself be asked. */
export function ownHeap(): Heap | undefined {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('globalThis.gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect !== 'function') return undefined;
  return {
    used: () => getHeapStatistics().used_heap_size,
    collect: () => void collect(),
    collectThoroughly: () => void collect({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  };
}
