import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 5;

/** One half-second: when it ended (`Date.now()`), and the event loop's longest lag in it, in milliseconds. */
export interface LagWindow {
  readonly until: number;
  readonly longest: number;
}

/** What the report's file holds, as JSON. */
export interface LagReport {
  /** Start-up left out: it is measured by the first frame. */
  readonly maximumMilliseconds: number;
  /** The last minute. */
  readonly windows: readonly LagWindow[];
}

const every = 500;
const keptWindows = 120;
const startUp = 1500;

/** Writes the event loop's lag to a file twice a second, for the benchmark; returns what ends it. */
export function reportLoopLag(path: string): () => void {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  let windows: readonly LagWindow[] = [];
  let maximum = 0;
  const started = Date.now();
  const report = (): void => {
    // The monitor counts its own timer's period as delay.
    const longest = Number(Math.max(0, delay.max / 1e6 - resolution).toFixed(2));
    delay.reset();
    const until = Date.now();
    if (until - started < startUp) return;
    maximum = Math.max(maximum, longest);
    windows = [...windows.slice(1 - keptWindows), { until, longest }];
    const lag: LagReport = { maximumMilliseconds: maximum, windows };
    try {
      writeFileSync(path, `${JSON.stringify(lag)}\n`);
    } catch {
      // A benchmark's file that cannot be written must not disturb the screen.
    }
  };
  const timer = setInterval(report, every);
  timer.unref();
  return () => {
    clearInterval(timer);
    report();
    delay.disable();
  };
}
