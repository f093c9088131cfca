import type { BandwidthPoint } from '../../contracts/probe.ts';
import type { Instant } from '../../contracts/time.ts';
import type { Iperf3Interval, Iperf3Sample } from '../../tools/iperf3/samples.ts';

/** Shorter intervals are the rest after the last whole second: their rate means nothing. */
const shortest = 0.5;

/** Turns samples of one run into chart points, one per interval: the sum of the streams. */
export interface IntervalCollector {
  take(sample: Iperf3Sample): BandwidthPoint | undefined;
}

/** Makes the collector for a test of so many streams; with several, only the rows of the sum count. */
export function intervalCollector(streams: number): IntervalCollector {
  return {
    take(sample) {
      if (sample.kind !== 'interval' || sample.end - sample.start < shortest) return undefined;
      if (streams > 1 && sample.stream !== 'sum') return undefined;
      return bandwidthPoint(sample, sample.at);
    },
  };
}

/** One interval as a chart point. */
export function bandwidthPoint(interval: Iperf3Interval, at: Instant): BandwidthPoint {
  return {
    at,
    second: interval.end,
    bitsPerSecond: interval.bitsPerSecond,
    ...(interval.retransmits === undefined ? {} : { retransmits: interval.retransmits }),
    ...(interval.jitterMilliseconds === undefined ? {} : { jitterMilliseconds: interval.jitterMilliseconds }),
    ...(interval.lostPackets === undefined ? {} : { lostPackets: interval.lostPackets }),
    ...(interval.packets === undefined ? {} : { packets: interval.packets }),
  };
}

/**
 * The client's own intervals laid over the live ones of the server: same seconds, and only the client of a forward test
 * knows the retransmits. The live arrival times are kept.
 */
export function withClientIntervals(
  live: readonly BandwidthPoint[],
  client: readonly Iperf3Interval[],
  firstAt: Instant,
): readonly BandwidthPoint[] {
  const own = client.filter(
    (interval) => interval.stream === 'sum' && interval.end - interval.start >= shortest && interval.role !== 'RX-C',
  );
  if (own.length === 0) return live;
  return own.map((interval) => {
    const same = live.find((point) => Math.abs(point.second - interval.end) < shortest);
    const point = bandwidthPoint(interval, same?.at ?? firstAt + interval.end * 1000);
    // UDP: what arrived is the receiver's, and only it knows loss and jitter.
    return same?.jitterMilliseconds === undefined ? point : { ...point, ...same };
  });
}
