import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 5;

/**
 * Writes the event loop's longest lag so far to a file, twice a second, as JSON: `{ "maximumMilliseconds": 12.3 }`. For
 * the benchmark; returns what ends it.
 */
export function reportLoopLag(path: string): () => void {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const report = (): void => {
    // The monitor counts its own timer's period as delay.
    const maximum = Math.max(0, delay.max / 1e6 - resolution);
    try {
      writeFileSync(path, `${JSON.stringify({ maximumMilliseconds: Number(maximum.toFixed(2)) })}\n`);
    } catch {
      // A benchmark's file that cannot be written must not disturb the screen.
    }
  };
  // Start-up is measured elsewhere (first frame); the lag asked about here is that of the running screen.
  const settled = setTimeout(() => delay.reset(), 1500);
  const timer = setInterval(report, 500);
  settled.unref();
  timer.unref();
  return () => {
    clearTimeout(settled);
    clearInterval(timer);
    delay.disable();
    report();
  };
}
