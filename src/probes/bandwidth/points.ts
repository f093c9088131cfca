import type { BandwidthOptions, BandwidthPoint, BandwidthRate } from '../../contracts/probe.ts';
import type { Instant } from '../../contracts/time.ts';
import { type Iperf3Interval, type Iperf3Sample, isWayBack } from '../../tools/iperf3/samples.ts';

/** Shorter intervals are the rest after the last whole second: their rate means nothing. */
const shortest = 0.5;

/** Turns samples of one run into chart points, one per interval: the sum of the streams. */
export interface IntervalCollector {
  take(sample: Iperf3Sample): BandwidthPoint | undefined;
}

/**
 * Makes the collector of a test; where `streams` are several, only the rows of the sum count. With both directions an
 * interval is a point once the row of either way has come.
 */
export function intervalCollector(streams: number, direction: BandwidthOptions['direction']): IntervalCollector {
  let waiting: Iperf3Interval | undefined;
  return {
    take(sample) {
      if (sample.kind !== 'interval' || sample.end - sample.start < shortest) return undefined;
      if (streams > 1 && sample.stream !== 'sum') return undefined;
      if (direction !== 'both') return bandwidthPoint(sample, sample.at);
      const other = waiting;
      if (other === undefined || isWayBack(other) === isWayBack(sample) || !sameInterval(other, sample)) {
        waiting = sample;
        return undefined;
      }
      waiting = undefined;
      const [ahead, back] = isWayBack(sample) ? [other, sample] : [sample, other];
      return { ...bandwidthPoint(ahead, sample.at), back: rateOf(back) };
    },
  };
}

function sameInterval(one: Pick<Iperf3Interval, 'end'>, other: Pick<Iperf3Interval, 'end'>): boolean {
  return Math.abs(one.end - other.end) < shortest;
}

/** One interval as a chart point. */
export function bandwidthPoint(interval: Iperf3Interval, at: Instant): BandwidthPoint {
  return { at, second: interval.end, ...rateOf(interval) };
}

function rateOf(interval: Iperf3Interval): BandwidthRate {
  return {
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
  const sums = client.filter((interval) => interval.stream === 'sum' && interval.end - interval.start >= shortest);
  const own = sums.filter((interval) => !isWayBack(interval));
  if (own.length === 0) return live;
  return own.map((interval) => {
    const same = live.find((point) => Math.abs(point.second - interval.end) < shortest);
    const point = bandwidthPoint(interval, same?.at ?? firstAt + interval.end * 1000);
    const back = sums.find((candidate) => isWayBack(candidate) && sameInterval(candidate, interval));
    // UDP: what arrived is the receiver's, and only it knows loss and jitter. Back is received by the client itself.
    const ahead = same?.jitterMilliseconds === undefined ? point : { ...point, ...same };
    return back === undefined ? ahead : { ...ahead, back: rateOf(back) };
  });
}
