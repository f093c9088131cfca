import type { Duration } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';

const beat: Duration = 5_000;
/** A loaded machine is late by a second or two; one that slept, by more. */
const slept: Duration = 20_000;

/** Calls back when the machine slept: sockets from before are dead, though nothing has said so. */
export function watchSleep(clock: Clock, signal: AbortSignal, woke: () => void): void {
  let last = clock.now();
  const tick = () => {
    if (signal.aborted) return;
    const now = clock.now();
    if (now - last > beat + slept) woke();
    last = now;
    cancel = clock.after(beat, tick);
  };
  let cancel = clock.after(beat, tick);
  signal.addEventListener('abort', () => cancel(), { once: true });
}
