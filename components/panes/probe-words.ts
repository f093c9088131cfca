import type {
  BandwidthSeries,
  BandwidthSummary,
  LatencySeries,
  LatencySummary,
  LinkSnapshot,
  MeasuredClass,
  ProbeName,
  ProbeState,
} from '../../src/contracts/probe.ts';
import type { EvidenceId } from '../../src/contracts/evidence.ts';
import type { Place } from '../../src/contracts/runner.ts';
import type { Instant } from '../../src/contracts/time.ts';
import { placesSuffix } from '../../src/reach/ladder/rungs.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import { commonPlace, placeAfter } from './place-lines.ts';
import { age, bitRate, milliseconds, percent } from '../widgets/format.ts';

/** The probes in the order of the Link pane, with their names on the screen. */
export const probeRows: readonly { readonly probe: ProbeName; readonly label: string; readonly action: string }[] = [
  { probe: 'connect', label: 'connect', action: 'connect' },
  { probe: 'dns', label: 'DNS', action: 'dns' },
  { probe: 'path-mtu', label: 'path MTU', action: 'connect' },
  { probe: 'latency', label: 'latency', action: 'ping' },
  { probe: 'bandwidth', label: 'bandwidth', action: 'bandwidth' },
];

/** What one probe says in one line. */
export interface ProbeWords {
  readonly text: string;
  readonly tone: Tone;
  readonly running: boolean;
  /** When the result that is told was found; undefined without one. */
  readonly at: Instant | undefined;
  readonly evidence: readonly EvidenceId[];
}

/** The last result of a probe, also of one that runs or failed. */
export function lastOf<Result>(state: ProbeState<Result>): Result | undefined {
  return state.state === 'idle' ? undefined : state.last;
}

/** The state of one probe in words, `sparing` in few; undefined when it has nothing to say yet. */
export function probeWords(snapshot: LinkSnapshot, probe: ProbeName, sparing = false): ProbeWords | undefined {
  const common = commonPlace(snapshot);
  switch (probe) {
    case 'connect':
      return words(snapshot.connect, (last) => ({
        text: `${last.sentence}${placeAfter(last.place, common)}`,
        tone: last.class === 'open' ? 'good' : last.class === 'not-tested' ? 'warning' : 'bad',
        at: last.at,
        evidence: last.evidence,
      }));
    case 'dns':
      return words(snapshot.dns, (last) => ({
        text: `${last.sentence} (${last.askedFrom})${placeAfter(last.place, common)}`,
        tone: last.class === 'answered' ? 'good' : last.class === 'not-tested' ? 'warning' : 'bad',
        at: last.at,
        evidence: last.evidence,
      }));
    case 'path-mtu':
      return words(snapshot.pathMtu, (last) => ({
        text: `${last.sentence}${placeAfter(last.place, common)}`,
        tone:
          last.class === 'full-size-passes' || last.class === 'reported'
            ? 'good'
            : last.class === 'black-hole'
              ? 'bad'
              : 'warning',
        at: last.at,
        evidence: last.evidence,
      }));
    case 'latency':
      return words(snapshot.latency, (last) => latencyWords(last, common, sparing));
    case 'bandwidth':
      return words(snapshot.bandwidth, (last) => bandwidthWords(last));
  }
}

type Saying = Omit<ProbeWords, 'running'>;

function words<Result>(state: ProbeState<Result>, say: (last: Result) => Saying): ProbeWords | undefined {
  if (state.state === 'idle') return undefined;
  if (state.state === 'failed') {
    const next = state.nextStep === undefined ? '' : ` ${state.nextStep}`;
    const evidence = state.last === undefined ? [] : say(state.last).evidence;
    return { text: `not measured: ${state.sentence}${next}`, tone: 'warning', running: false, at: undefined, evidence };
  }
  const running = state.state === 'running';
  if (state.last === undefined)
    return { text: 'started, no answer yet', tone: 'quiet', running, at: undefined, evidence: [] };
  return { ...say(state.last), running };
}

function latencyWords(series: LatencySeries, common: Place | undefined, sparing: boolean): Saying {
  const { summary, points, evidence, place } = series;
  const sentence = sparing ? fewWords(summary) : latencySentence(summary);
  return {
    text: `${sentence}${placeAfter(place, common)}`,
    tone: lossTone(summary),
    at: points.at(-1)?.at,
    evidence,
  };
}

/** '20 sent, 0.0 % lost, p50 0.142 ms, p95 0.31 ms'. */
export function latencySentence(summary: LatencySummary): string {
  const head = `${summary.sent} sent, ${percent(summary.lossPercent)} lost`;
  if (summary.received === 0) return summary.sent === 0 ? 'nothing sent yet' : head;
  const method = summary.method === 'icmp' ? '' : ' (TCP connect time)';
  return `${head}, p50 ${milliseconds(summary.p50)} ms, p95 ${milliseconds(summary.p95)} ms${method}`;
}

/** '0/20 lost, p50 0.142 ms'. */
function fewWords(summary: LatencySummary): string {
  if (summary.sent === 0) return latencySentence(summary);
  const median = summary.received === 0 ? '' : `, p50 ${milliseconds(summary.p50)} ms`;
  return `${summary.lost}/${summary.sent} lost${median}${summary.method === 'icmp' ? '' : ' (TCP connect)'}`;
}

/** 'no data for 31 s', when a running ping has been silent for much longer than its interval; undefined otherwise. */
export function latencySilence(latency: ProbeState<LatencySeries>, now: number): string | undefined {
  if (latency.state !== 'running' || latency.last === undefined) return undefined;
  const { points, interval } = latency.last;
  const newest = points.at(-1);
  const quiet = newest === undefined ? 0 : now - newest.at;
  return quiet > Math.max(5000, 3 * interval) ? `no data for ${Math.floor(quiet / 1000)} s` : undefined;
}

function lossTone(summary: LatencySummary): Tone {
  if (summary.sent === 0) return 'quiet';
  return summary.lost === 0 ? 'good' : 'bad';
}

function bandwidthWords(series: BandwidthSeries): Saying {
  const { summary, points, evidence, phase } = series;
  if (summary !== undefined) {
    const { receivedBitsPerSecond: there, back } = summary;
    const measured = there !== undefined && (back === undefined || back.receivedBitsPerSecond !== undefined);
    const text = `${bandwidthSentence(summary)}${placesSuffix(summary.places)}`;
    return { text, tone: measured ? 'good' : 'warning', at: points.at(-1)?.at, evidence };
  }
  const newest = points.at(-1);
  const home = newest?.back === undefined ? '' : ` there, ${bitRate(newest.back.bitsPerSecond)} back`;
  const text =
    newest === undefined ? phase : `${bitRate(newest.bitsPerSecond)}${home} at ${newest.second.toFixed(0)} s`;
  return { text, tone: 'normal', at: newest?.at, evidence };
}

/** The summary's own sentence; it says why when nothing was measured. */
export function bandwidthSentence(summary: BandwidthSummary): string {
  return summary.complete ? summary.sentence : `${summary.sentence} (incomplete)`;
}

/** How the class of a measurement is toned; the sentence carries the words. */
export function measuredTone(measured: MeasuredClass): Tone {
  if (measured === 'healthy') return 'good';
  if (measured === 'not-measured') return 'quiet';
  return measured === 'unclear' || measured === 'source-unusable' ? 'warning' : 'bad';
}

/** Younger than this needs no age: it was found just now. */
const justNow = 10_000;

/** ' (5m ago)' for what was found some time ago and is not measured now; '' otherwise. */
export function agoText(at: Instant | undefined, now: Instant): string {
  return at === undefined || now - at < justNow ? '' : ` (${age(at, now)} ago)`;
}

/** How long ago the one-line answer was last fed, where nothing that feeds it runs any more: ' (5m ago)'. */
export function measuredAgo(snapshot: LinkSnapshot, now: Instant): string {
  const said = (['connect', 'dns', 'path-mtu', 'latency'] as const).flatMap(
    (probe) => probeWords(snapshot, probe) ?? [],
  );
  if (said.some(({ running }) => running)) return '';
  const known = said.flatMap(({ at }) => at ?? []);
  return known.length === 0 ? '' : agoText(Math.max(...known), now);
}
