import type { BandwidthPoint } from '../../contracts/probe.ts';

/** What passed in a test that did not run to its end. */
export interface RunSoFar {
  /** Mean rate of the seconds until the stall or the end. */
  readonly bitsPerSecond: number;
  /** How many seconds those are. */
  readonly seconds: number;
  /** The same seconds where the test then stalled; undefined when data moved until it was ended. */
  readonly stalledAfter: number | undefined;
}

/** The intervals of a cut test until the last in which anything arrived; undefined when nothing ever did. Pure. */
export function arrivedUntil(points: readonly BandwidthPoint[]): RunSoFar | undefined {
  const last = points.findLastIndex((point) => point.bitsPerSecond > 0);
  if (last === -1) return undefined;
  const moving = points.slice(0, last + 1);
  const seconds = moving.at(-1)?.second ?? moving.length;
  let from = 0;
  let bits = 0;
  for (const point of moving) {
    bits += point.bitsPerSecond * Math.max(0, point.second - from);
    from = point.second;
  }
  return { bitsPerSecond: bits / seconds, seconds, stalledAfter: last < points.length - 1 ? seconds : undefined };
}
