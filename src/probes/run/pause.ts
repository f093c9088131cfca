/** Waits, or returns at once when the signal fires. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** What is left of a period that began at `started`, at least `least`; a clock that was set back makes it no longer. */
export function restOf(period: number, started: number, now: number, least = 0): number {
  return Math.min(period, Math.max(least, period - (now - started)));
}
