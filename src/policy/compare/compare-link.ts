import type { LatencyPoint, LinkSnapshot, ProbeState } from '../../contracts/probe.ts';
import type { DeclaredLink } from '../../contracts/policy.ts';
import type { Duration } from '../../contracts/time.ts';
import { combine, type Comparison } from './combine.ts';

/** Pings this long before a connect tell of the same path. */
const sameTime: Duration = 10_000;
/** Fewer pings than this prove no broken path. */
const leastPings = 3;

/** Holds what the policies declare for a link against its newest connect; undefined while there is nothing to hold together. */
export function compareLink(snapshot: LinkSnapshot, declared: DeclaredLink | undefined): Comparison | undefined {
  const connect = lastOf(snapshot.connect);
  if (declared?.comparable === undefined || connect === undefined || connect.class === 'not-tested') return undefined;
  const caveat = connect.place?.caveat;
  if (caveat !== undefined) {
    return {
      combination: 'unknown',
      sentence: `What was measured is not this pod's own answer: ${caveat}.`,
      next: 'Use a debug container of the pod itself.',
    };
  }
  return combine(declared.comparable, {
    class: connect.class,
    pingPasses: pingPasses(snapshot, connect.at),
    outdated: connect.at < declared.since,
  });
}

/** Whether ICMP went through about when the connect was made; undefined where too few pings tell. */
function pingPasses({ latency }: LinkSnapshot, at: number): boolean | undefined {
  const series = lastOf(latency);
  if (series === undefined || series.summary.method !== 'icmp') return undefined;
  const near = series.points.filter((point) => point.mark === undefined && Math.abs(point.at - at) <= sameTime);
  if (near.some(isReply)) return true;
  return near.length >= leastPings ? false : undefined;
}

function isReply({ milliseconds }: LatencyPoint): boolean {
  return milliseconds !== undefined;
}

function lastOf<Result>(state: ProbeState<Result>): Result | undefined {
  return state.state === 'idle' ? undefined : state.last;
}
