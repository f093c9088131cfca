import type { LatencyPoint } from '../../contracts/probe.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import type { PingSample } from '../../tools/ping/samples.ts';

/** Turns the samples of one ping run into points of a series that goes on over many runs. */
export interface PingTracker {
  take(sample: PingSample): readonly LatencyPoint[];
  /** The points that time alone makes lost, for a ping that does not name missing replies. */
  tick(now: Instant): readonly LatencyPoint[];
  /** Sequences that time alone has made lost since something was last heard. */
  readonly unproven: readonly number[];
  readonly duplicates: number;
  /** The first sequence that the next run may use. */
  readonly next: number;
  /** Replies in this run. */
  readonly replies: number;
}

export interface TrackerOptions {
  /** Sequence of this run's first packet in the series. */
  readonly base: number;
  readonly interval: Duration;
  /** BusyBox counts from 0, iputils from 1. */
  readonly countsFrom: 0 | 1;
  /** iputils -O names missing replies itself. */
  readonly namesMissing: boolean;
  readonly count: number;
}

/** How long a reply may take before its packet counts as lost where only time can tell. A late reply takes that back. */
const patience: Duration = 1500;

/** Ticks come every fraction of a second: longer, or back in time, and this machine slept or its clock was set. */
const longestTick: Duration = 1500;

/** Makes the tracker of one run. Pure but for its own state. */
export function pingTracker(options: TrackerOptions): PingTracker {
  const known = new Map<number, 'reply' | 'lost'>();
  let anchor: { readonly index: number; readonly at: Instant } | undefined;
  let highest = -1;
  let duplicates = 0;
  let replies = 0;
  let firstOpen = 0;
  let ticked: Instant | undefined;
  let unproven: number[] = [];

  const point = (
    index: number,
    at: Instant,
    milliseconds: number | undefined,
    error?: string,
  ): readonly LatencyPoint[] => {
    if (known.get(index) === 'reply' || (known.has(index) && milliseconds === undefined)) return [];
    known.set(index, milliseconds === undefined ? 'lost' : 'reply');
    highest = Math.max(highest, index);
    const common = { sequence: options.base + index, at, milliseconds };
    return [error === undefined ? common : { ...common, error }];
  };

  const sentAt = (index: number): Instant =>
    anchor === undefined ? 0 : anchor.at + (index - anchor.index) * options.interval;

  const take = (sample: PingSample): readonly LatencyPoint[] => {
    unproven = [];
    switch (sample.kind) {
      case 'header':
        anchor ??= { index: 0, at: sample.at };
        return [];
      case 'reply': {
        if (sample.duplicate) {
          duplicates += 1;
          return [];
        }
        const index = sample.sequence - options.countsFrom;
        const time = sample.milliseconds ?? 0;
        replies += 1;
        anchor = { index, at: sample.at - time };
        return point(index, sample.at, time);
      }
      case 'no-answer':
        return point(sample.sequence - options.countsFrom, sample.at, undefined);
      case 'error': {
        const index = sample.sequence === undefined ? highest + 1 : sample.sequence - options.countsFrom;
        return point(index, sample.at, undefined, sample.text);
      }
      case 'statistics': {
        // The program's own count is the last word on packets that nothing was heard of.
        const points: LatencyPoint[] = [];
        for (let index = 0; index < Math.min(sample.transmitted, options.count); index += 1) {
          points.push(...point(index, sample.at, undefined));
        }
        return points;
      }
      default:
        return [];
    }
  };

  return {
    take,
    tick(now) {
      const passed = ticked === undefined ? 0 : now - ticked;
      ticked = now;
      if (options.namesMissing || anchor === undefined) return [];
      // Time in which nothing could be heard is no time in which a reply was missing.
      if (passed < 0 || passed > longestTick) anchor = { index: anchor.index, at: anchor.at + passed };
      const points: LatencyPoint[] = [];
      while (firstOpen < options.count && sentAt(firstOpen) + patience < now) {
        points.push(...point(firstOpen, sentAt(firstOpen), undefined));
        firstOpen += 1;
      }
      unproven.push(...points.map(({ sequence }) => sequence));
      return points;
    },
    get unproven() {
      return unproven;
    },
    get duplicates() {
      return duplicates;
    },
    get next() {
      return options.base + highest + 1;
    },
    get replies() {
      return replies;
    },
  };
}
