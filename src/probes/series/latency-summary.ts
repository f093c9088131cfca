import type { LatencyMethod, LatencyPoint, LatencySummary } from '../../contracts/probe.ts';
import { meanDifference, percentile } from './percentile.ts';

/** Adds up the points of a series; marks are no samples. A point without a time is a loss, whatever its error. */
export function latencySummary(
  points: readonly LatencyPoint[],
  method: LatencyMethod = 'icmp',
  duplicates = 0,
): LatencySummary {
  const samples = points.filter((point) => point.mark === undefined);
  const times = samples.flatMap((point) => (point.milliseconds === undefined ? [] : [point.milliseconds]));
  const sorted = times.toSorted((a, b) => a - b);
  const lost = samples.length - times.length;
  return {
    method,
    sent: samples.length,
    received: times.length,
    lost,
    lossPercent: samples.length === 0 ? 0 : (lost / samples.length) * 100,
    duplicates,
    min: sorted[0],
    avg: times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0) / times.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1),
    jitter: meanDifference(times),
  };
}

/** 'ping 20 sent, 0 % lost, p50 0.14 ms'. */
export function latencySentence(summary: LatencySummary): string {
  const what = summary.method === 'icmp' ? 'ping' : 'TCP connect time';
  const loss = `${Number(summary.lossPercent.toFixed(1))} % lost`;
  const median = summary.p50 === undefined ? '' : `, p50 ${milliseconds(summary.p50)}`;
  return `${what} ${summary.sent} sent, ${loss}${median}`;
}

/** '0.14 ms', '12.3 ms', '382 ms'. */
export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
}
