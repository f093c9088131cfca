import type { Duration, Instant } from '../contracts/time.ts';

/** Time as the connection code sees it, so that tests hold the hands. */
export interface Clock {
  now(): Instant;
  /** Calls back once after `delay`; the returned function cancels. A waiting timer never keeps the process alive. */
  after(delay: Duration, callback: () => void): () => void;
  /** From 0 up to but not including 1, for jitter. */
  random(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, callback) {
    const timer = setTimeout(callback, delay);
    timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Waits; resolves early, without throwing, when the signal aborts. */
export function pause(clock: Clock, delay: Duration, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(delay, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
