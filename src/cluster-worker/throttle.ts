import type { Duration } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';

/** Runs a task soon after being asked, and then not again before some time has passed. */
export interface Throttle {
  /** Runs now if it is time, else when it is. */
  ask(): void;
  /** Runs now, whatever the time. */
  now(): void;
  stop(): void;
}

/** Dear tasks leave the thread nine tenths of its time: the pause is at least this many times what the task took. */
const restFactor = 9;

/** A throttle that runs `task` at most once per `every`, and less often when the task itself is slow. */
export function createThrottle(clock: Clock, every: Duration, task: () => void): Throttle {
  let next = 0;
  let cancel: (() => void) | undefined;
  let stopped = false;

  function run() {
    cancel?.();
    cancel = undefined;
    if (stopped) return;
    const began = clock.now();
    task();
    const took = clock.now() - began;
    next = clock.now() + Math.max(every, took * restFactor);
  }

  return {
    ask() {
      if (cancel !== undefined || stopped) return;
      const wait = next - clock.now();
      // Even when it is time, what changes in the same tick belongs together.
      cancel = clock.after(Math.max(0, Math.min(wait, every * 20)), run);
    },
    now: run,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
