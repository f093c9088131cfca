import { useMemo } from 'react';
import type { LatencyPoint } from '../../src/contracts/probe.ts';
import type { Duration } from '../../src/contracts/time.ts';
import { type LatencyColumns, latencyColumns } from '../charts/latency-chart.ts';

/** The columns of a latency chart, of up to an hour of samples: made anew with a new sample, not with a key press. */
export function useLatencyColumns(
  points: readonly LatencyPoint[],
  second: readonly LatencyPoint[] | undefined,
  level: number,
  interval: Duration,
): LatencyColumns {
  return useMemo(
    () => latencyColumns(points, { level, cursor: undefined, sweep: false, second, interval }),
    [points, second, level, interval],
  );
}
