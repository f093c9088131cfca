import type { Duration } from '../../contracts/time.ts';

const first: Duration = 1_000;
const longest: Duration = 30_000;

/**
 * How long to wait before the next try: doubles from 1 s to 30 s with each failure in a row, spread over the upper
 * half so that many clients of a server that comes back do not all return at once.
 */
export interface Backoff {
  next(): Duration;
  /** After a success. */
  reset(): void;
}

/** `random` gives numbers from 0 up to but not including 1. */
export function createBackoff(random: () => number): Backoff {
  let failures = 0;
  return {
    next() {
      const ceiling = Math.min(longest, first * 2 ** Math.min(failures, 10));
      failures += 1;
      return ceiling / 2 + (ceiling / 2) * random();
    },
    reset() {
      failures = 0;
    },
  };
}
