import type { Clock } from '../../../src/kube/clock.ts';

/** A clock that a test moves; its timers fire in order of their time. */
export interface ManualClock extends Clock {
  /** Moves time on, firing what is due on the way. */
  advance(by: number): void;
  readonly waiting: () => number;
}

export function manualClock(start = 1_000_000): ManualClock {
  let now = start;
  let order = 0;
  const timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    random: () => 0,
    after(delay, callback) {
      order += 1;
      const id = order;
      timers.set(id, { at: now + delay, callback });
      return () => {
        timers.delete(id);
      };
    },
    advance(by) {
      const end = now + by;
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.at <= end)
          .sort(([a, one], [b, other]) => one.at - other.at || a - b)[0];
        if (due === undefined) break;
        const [id, timer] = due;
        timers.delete(id);
        now = Math.max(now, timer.at);
        timer.callback();
      }
      now = end;
    },
    waiting: () => timers.size,
  };
}
