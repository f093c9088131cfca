import type {
  BandwidthResult,
  BandwidthSummary,
  ConnectResult,
  DnsResult,
  LatencyMethod,
  LatencyPoint,
  LatencySummary,
  LinkSnapshot,
  MeasuredClass,
  PathMtuResult,
} from '../../contracts/probe.ts';
import type { Place } from '../../contracts/runner.ts';
import type { BandwidthProbe } from '../../probes/bandwidth/bandwidth.ts';
import { bitRateText } from '../../text/bit-rate.ts';
import { sourcePodWords } from '../../probes/dns/dns.ts';
import { placeSuffix } from '../../reach/ladder/rungs.ts';
import type { LatencyEnd } from '../../probes/latency/types.ts';
import { latencySentence, milliseconds } from '../../probes/series/latency-summary.ts';
import type { ProbeReport } from './report.ts';

/** A connect: only an open port works. `problem` is what the cluster says of the destination. */
export function connectReport(result: ConnectResult, problem?: string): ProbeReport {
  const exitCode = result.class === 'open' ? 0 : result.class === 'not-tested' ? 3 : 1;
  const { evidence: _, ...known } = result;
  const details = [...ranAt(result.place), ...(problem === undefined ? [] : [problem])];
  const fields = problem === undefined ? known : { ...known, problem };
  return { kind: 'ConnectResult', class: result.class, sentence: result.sentence, details, fields, exitCode };
}

/** A latency measurement: replies, even with loss, work; silence does not. One that was cut short leaves the question open. */
export function latencyReport(
  summary: LatencySummary,
  points: readonly LatencyPoint[],
  method: {
    readonly name: LatencyMethod;
    readonly remark: string | undefined;
    readonly place?: Place | undefined;
  },
  end: LatencyEnd,
): ProbeReport {
  const of =
    summary.sent === 0 ? 'not-tested' : summary.received === 0 ? 'lost' : summary.lost > 0 ? 'lossy' : 'replies';
  const trouble =
    end.kind === 'failed'
      ? end.sentence
      : end.kind === 'not-possible'
        ? `Latency was not measured: ${end.reason}`
        : undefined;
  const { min, avg, p50, p95, p99, max, jitter } = summary;
  const times = Object.entries({ min, avg, p50, p95, p99, max, jitter });
  const known = times.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${milliseconds(value)}`]));
  const cutShort = summary.sent > 0 && trouble !== undefined ? `ended early: ${trouble}` : undefined;
  // A way of measuring that measured nothing need not be named.
  const remark = summary.sent === 0 ? undefined : method.remark;
  const details = [
    cutShort,
    remark,
    ...ranAt(method.place),
    known.length > 0 ? known.join('  ') : undefined,
    lastError(points),
  ];
  return {
    kind: 'LatencyResult',
    class: of,
    sentence: summary.sent === 0 && trouble !== undefined ? trouble : latencySentence(summary),
    details: details.filter((line) => line !== undefined),
    fields: {
      summary,
      remark,
      points,
      ...(method.place && { place: method.place }),
      ...(trouble === undefined ? {} : { trouble }),
    },
    exitCode: summary.sent === 0 || trouble !== undefined ? 3 : summary.received > 0 ? 0 : 1,
  };
}

/**
 * A bandwidth test: a blocked port or a path that stalls is an answer, a missing program is none. Of both directions at
 * once either must carry something.
 */
export function bandwidthReport(probe: BandwidthProbe): ProbeReport {
  const { summary, points } = probe;
  const stalled = summary.stalledAfter !== undefined;
  const ways = [summary, ...(summary.back === undefined ? [] : [summary.back])];
  const carrying = ways.filter((way) => way.receivedBitsPerSecond !== undefined).length;
  const measured = carrying === ways.length;
  const some = measured ? 'measured' : 'one-way';
  return {
    kind: 'BandwidthResult',
    class: stalled ? 'stalled' : carrying > 0 ? some : probe.tested ? 'not-measured' : 'not-tested',
    sentence: summary.sentence,
    details: [...bandwidthPlaces(summary), ...bandwidthDetails(summary)],
    fields: { summary, points },
    exitCode: stalled ? 1 : measured ? 0 : probe.tested ? 1 : 3,
  };
}

/** A name: the bastion's answer instead of the pod's is shown, and leaves the question open. */
export function dnsReport(result: DnsResult): ProbeReport {
  const untested = result.class === 'not-tested' || result.askedFrom !== sourcePodWords;
  const { evidence: _, ...fields } = result;
  return {
    kind: 'DnsResult',
    class: result.class,
    sentence: result.sentence,
    details: ranAt(result.place),
    fields,
    exitCode: untested ? 3 : result.class === 'answered' ? 0 : 1,
  };
}

/** A path MTU test: full-size packets that pass, or are refused aloud, work; where no ping passes nothing is known. */
export function pathMtuReport(result: PathMtuResult): ProbeReport {
  const works = result.class === 'full-size-passes' || result.class === 'reported';
  const { evidence: _, ...fields } = result;
  return {
    kind: 'PathMtuResult',
    class: result.class,
    sentence: result.sentence,
    details: ranAt(result.place),
    fields,
    exitCode: works ? 0 : result.class === 'black-hole' ? 1 : 3,
  };
}

const proveNothing: readonly MeasuredClass[] = ['not-measured', 'unclear', 'source-unusable'];

/** All probes of a link, with the one-line answer of the Link pane. */
export function linkReport(snapshot: LinkSnapshot): ProbeReport {
  const { measured, connect, latency, dns, pathMtu } = snapshot;
  const probes = { connect, dns, pathMtu };
  const fields = Object.fromEntries(
    Object.entries(probes).map(([name, state]) => [
      name,
      state.state === 'idle' ? null : (state.last ?? { failed: failure(state) }),
    ]),
  );
  const series = latency.state === 'idle' ? undefined : latency.last;
  const sentences = [connect, dns, pathMtu].flatMap((state) => {
    if (state.state === 'idle') return [];
    const last = state.last && `${state.last.sentence}${placeSuffix(state.last.place)}`;
    return [last ?? failure(state)].filter((text) => text !== undefined);
  });
  const marks = (series?.points ?? []).flatMap(({ at, mark }) => (mark === undefined ? [] : [{ at, mark }]));
  const why = latency.state === 'failed' ? [latency.sentence] : [];
  const ping =
    series === undefined || series.summary.sent === 0
      ? why
      : [`${latencySentence(series.summary)}${placeSuffix(series.place)}`];
  return {
    kind: 'LinkResult',
    class: measured.class,
    sentence: measured.sentence,
    details: [...sentences, ...ping, ...marks.map(({ mark }) => `during the test: ${mark}`)].map((line) => `  ${line}`),
    fields: {
      ...fields,
      latency: series === undefined ? null : { ...series.summary, ...(series.place && { place: series.place }) },
      marks,
      measured,
    },
    exitCode: measured.class === 'healthy' ? 0 : proveNothing.includes(measured.class) ? 3 : 1,
  };
}

/** Where it ran, and what that means for the answer. */
function ranAt(place: Place | undefined): readonly string[] {
  if (place === undefined) return [];
  return [`ran in ${place.text}${place.caveat === undefined ? '' : `: ${place.caveat}`}`];
}

function bandwidthPlaces({ places }: BandwidthSummary): readonly string[] {
  if (places === undefined) return [];
  return [
    ...ranAt(places.source).map((line) => `client ${line}`),
    ...ranAt(places.destination).map((line) => `server ${line}`),
  ];
}

function failure(state: LinkSnapshot['connect' | 'dns' | 'pathMtu']): string | undefined {
  return state.state === 'failed' ? state.sentence : undefined;
}

function lastError(points: readonly LatencyPoint[]): string | undefined {
  const error = points.findLast((point) => point.error !== undefined)?.error;
  return error === undefined ? undefined : `last error: ${error}`;
}

function bandwidthDetails(summary: BandwidthSummary): readonly string[] {
  const { back } = summary;
  const shared = [
    summary.cpuLocalPercent === undefined ? undefined : `cpu ${Math.round(summary.cpuLocalPercent)} % in the source`,
    summary.cpuRemotePercent === undefined ? undefined : `${Math.round(summary.cpuRemotePercent)} % in the destination`,
    summary.pathMtu === undefined ? undefined : `path MTU ${summary.pathMtu}`,
    summary.version === undefined ? undefined : `iperf3 ${summary.version}`,
  ].filter((fact) => fact !== undefined);
  const lines = [...wayFacts(summary), ...shared];
  const backLine = back === undefined ? [] : wayFacts(back);
  return [
    ...(lines.length === 0 ? [] : [lines.join('  ')]),
    ...(backLine.length === 0 ? [] : [`back: ${backLine.join('  ')}`]),
  ];
}

function wayFacts(way: BandwidthResult): readonly string[] {
  const { retransmits, jitterMilliseconds, lostPercent, perStream = [] } = way;
  const spread = `streams from ${bitRateText(Math.min(...perStream))} to ${bitRateText(Math.max(...perStream))}`;
  return [
    retransmits === undefined ? undefined : `retransmits ${retransmits}`,
    jitterMilliseconds === undefined ? undefined : `jitter ${milliseconds(jitterMilliseconds)}`,
    lostPercent === undefined ? undefined : `lost ${Number(lostPercent.toFixed(2))} %`,
    perStream.length === 0 ? undefined : spread,
  ].filter((fact) => fact !== undefined);
}
