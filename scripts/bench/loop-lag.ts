import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LagReport } from '../../src/terminal/loop-lag.ts';

/**
 * The longest lag in ms that the program reported of its own event loop, in half-seconds that ended within
 * [from, until] (`Date.now()`). Start-up is not in the report.
 */
export function longestLag(folder: string, from = 0, until = Number.POSITIVE_INFINITY): number {
  // `reportLoopLag` of the same source wrote it.
  const { windows } = JSON.parse(readFileSync(join(folder, 'loop-lag.json'), 'utf8')) as LagReport;
  const lags = windows.filter((window) => window.until >= from && window.until <= until).map(({ longest }) => longest);
  if (lags.length === 0) throw new Error('the program reported no lag of its event loop for that time');
  return Math.max(...lags);
}
