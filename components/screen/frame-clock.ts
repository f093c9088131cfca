import type { Store } from '../../src/contracts/store.ts';

/** Tells the screen of changes at its own frame rate: however often a store changes, at most once per frame. */
export interface FrameClock {
  subscribe<T>(store: Store<T>, listener: () => void): () => void;
  /** Other frames per second from the next frame on. */
  pace(framesPerSecond: number): void;
  stop(): void;
}

/**
 * Makes a clock. The first change after a quiet frame is told at once; further ones wait for the next frame, all
 * together. Without changes no timer runs.
 */
export function createFrameClock(framesPerSecond: number): FrameClock {
  let period = 1000 / framesPerSecond;
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let last = 0;

  const flush = (): void => {
    timer = undefined;
    last = performance.now();
    const listeners = [...waiting];
    waiting.clear();
    for (const listener of listeners) listener();
  };

  return {
    subscribe(store, listener) {
      const own = (): void => listener();
      const unsubscribe = store.subscribe(() => {
        waiting.add(own);
        timer ??= setTimeout(flush, Math.max(0, last + period - performance.now()));
      });
      return () => {
        unsubscribe();
        waiting.delete(own);
      };
    },
    pace(other) {
      period = 1000 / other;
    },
    stop() {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}
