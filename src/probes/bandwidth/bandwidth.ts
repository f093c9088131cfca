import type { EvidenceId } from '../../contracts/evidence.ts';
import type { BandwidthOptions, BandwidthPoint, BandwidthSummary } from '../../contracts/probe.ts';
import { knowsBidirectional, knowsJsonStream } from '../../tools/iperf3/argv.ts';
import type { Iperf3Interval, Iperf3Sample } from '../../tools/iperf3/samples.ts';
import { iperf3Client, type Iperf3Run } from '../../tools/iperf3/tool.ts';
import { placeFor, runWhereFound } from '../run/run-where-found.ts';
import { missingSentence, type ProbeSource } from '../run/source.ts';
import { troubleOf } from '../run/trouble.ts';
import { intervalCollector, withClientIntervals } from './points.ts';
import { startServer } from './server.ts';
import { bandwidthSummary } from './summary.ts';
import { findIperf3 } from './version.ts';
import { pointsBack } from './way.ts';

/** What a test tells while it runs. */
export interface BandwidthHooks {
  readonly onPhase?: (phase: 'starting server' | 'running') => void;
  readonly onPoint?: (point: BandwidthPoint) => void;
}

/** The end of a test. `tested` false: the test could not be made, and the summary's sentence says why. */
export interface BandwidthProbe {
  readonly summary: BandwidthSummary;
  readonly points: readonly BandwidthPoint[];
  readonly evidence: readonly EvidenceId[];
  readonly tested: boolean;
}

const nothing: Iperf3Run = {
  sent: undefined,
  received: undefined,
  perStream: [],
  back: undefined,
  cpuLocal: undefined,
  cpuRemote: undefined,
  pathMtu: undefined,
  version: undefined,
  error: undefined,
  done: false,
};

/**
 * Measures throughput from source to `address` with a one-shot iperf3 server in the destination. Live points come from
 * the client's JSON stream (3.17 and later), else from the server's text; the end comes from the client's JSON. One
 * test, so the load is put on once. The server is gone when this resolves, however it ended. Never throws.
 */
export async function measureBandwidth(
  source: ProbeSource,
  destination: ProbeSource,
  address: string,
  options: BandwidthOptions,
  signal: AbortSignal,
  hooks: BandwidthHooks = {},
): Promise<BandwidthProbe> {
  const evidence: EvidenceId[] = [];
  const failed = (why: string, tested = false): BandwidthProbe => ({
    summary: { ...bandwidthSummary(options, nothing), sentence: `not measured: ${why}` },
    points: [],
    evidence,
    tested,
  });
  hooks.onPhase?.('starting server');
  const client = await findIperf3(source, signal);
  if (!client.found) return failed(`${client.sentence} (source)`);
  // Not at the same time: no helper is made in the destination for a test that cannot be.
  const server = await findIperf3(destination, signal);
  if (!server.found) return failed(`${server.sentence} (destination)`);
  if (signal.aborted) return failed('stopped');
  const tooOld = options.direction === 'both' ? oneWayOnly([client.version, server.version]) : undefined;
  if (tooOld !== undefined) return failed(tooOld);

  const jsonStream = knowsJsonStream(client.version);
  const points: BandwidthPoint[] = [];
  const live = (point: BandwidthPoint): void => {
    points.push(point);
    hooks.onPoint?.(point);
  };
  const to = placeFor(destination, 'iperf3');
  const serving = startServer(destination, options, jsonStream ? () => {} : live, signal);
  try {
    const trouble = await serving.ready;
    if (trouble !== undefined) {
      const known = /in use/i.test(trouble);
      return failed(known ? `port ${options.port} is in use in the destination; choose another` : trouble);
    }
    hooks.onPhase?.('running');
    const startedAt = source.now();
    const collector = intervalCollector(1, options.direction);
    const outcome = await runWhereFound<Iperf3Sample>(source, {
      argv: iperf3Client.argv({ ...options, address: to?.address ?? address, jsonStream }),
      program: 'iperf3',
      parse: iperf3Client.parse,
      // Every phase before and after the test takes part of the margin; a blocked UDP path would wait for ever.
      deadline: (options.seconds + 10) * 1000,
      signal,
      onSample: (sample) => {
        const point = jsonStream ? collector.take(sample) : undefined;
        if (point !== undefined) live(point);
      },
    });
    if (outcome === undefined) return failed(`${missingSentence(source, ['iperf3'])} (source)`);
    if (outcome.evidence !== undefined) evidence.push(outcome.evidence);
    const broken = troubleOf(outcome);
    const run = iperf3Client.summarise(outcome.samples, outcome.result);
    if (!run.done) await serving.stop();
    const served = await Promise.race([serving.ended, afterTest(serving)]);
    if (served.evidence !== undefined) evidence.push(served.evidence);
    // What a UDP sender sends says nothing about what arrives: the live intervals are of one end.
    const bySender = jsonStream !== (options.direction === 'reverse');
    const udp = options.protocol === 'UDP';
    const summary = bandwidthSummary(options, run, {
      server: served.run,
      milliseconds: outcome.result.duration,
      points: udp && bySender ? [] : points,
      back: udp && !bySender ? [] : pointsBack(points),
    });
    const intervals = outcome.samples.filter((sample): sample is Iperf3Interval => sample.kind === 'interval');
    const unmeasured = summary.receivedBitsPerSecond === undefined && summary.back?.receivedBitsPerSecond === undefined;
    const why = broken?.sentence ?? endWords(outcome.result.end.kind, options, run);
    const places = to === undefined ? {} : { places: { source: outcome.runner.place, destination: to } };
    return {
      summary:
        unmeasured && why !== undefined
          ? { ...summary, ...places, sentence: `not measured: ${why}` }
          : { ...summary, ...places },
      // A client that was cut off tells one long last interval; the live ones are the seconds as they were.
      points: jsonStream || !summary.complete ? points : withClientIntervals(points, intervals, startedAt),
      evidence,
      tested: broken === undefined && !signal.aborted,
    };
  } finally {
    await serving.stop();
  }
}

/** A client that was ended from outside says 'interrupt': what it waited for is the better word. */
function endWords(end: string, options: BandwidthOptions, run: Iperf3Run): string | undefined {
  if (end === 'stopped') return 'stopped';
  if (end !== 'deadline') return undefined;
  const what = options.protocol === 'UDP' && run.sent === undefined ? `UDP ${options.port}` : `TCP ${options.port}`;
  return `${what} timed out`;
}

/** Why two directions cannot be measured at once by these versions, of source and destination; undefined when they can. */
function oneWayOnly(versions: readonly (string | undefined)[]): string | undefined {
  const index = versions.findIndex((version) => !knowsBidirectional(version));
  if (index === -1) return undefined;
  const where = index === 0 ? 'source' : 'destination';
  return `iperf3 ${versions[index]} in the ${where} knows no --bidir (3.7 and later do): measure forward, then reverse`;
}

/** The server ends by itself right after the test; one that does not is stopped. */
async function afterTest(serving: ReturnType<typeof startServer>): Promise<Awaited<typeof serving.ended>> {
  await new Promise((resolve) => setTimeout(resolve, 2000).unref());
  await serving.stop();
  return await serving.ended;
}
