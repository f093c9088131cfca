import type { EvidenceId } from '../../contracts/evidence.ts';
import type { BandwidthOptions, BandwidthPoint } from '../../contracts/probe.ts';
import type { Iperf3Sample } from '../../tools/iperf3/samples.ts';
import { iperf3Server, type Iperf3Run, summariseIperf3 } from '../../tools/iperf3/tool.ts';
import { placeFor } from '../run/run-where-found.ts';
import { missingSentence, type ProbeSource } from '../run/source.ts';
import { runBounded } from '../run/timeout-wrap.ts';
import { troubleOf } from '../run/trouble.ts';
import { intervalCollector } from './points.ts';

/** A one-shot server in the destination. */
export interface BandwidthServer {
  /** Undefined once it listens (or is old and does not say so); else why it does not. */
  readonly ready: Promise<string | undefined>;
  /** What it told, after it ended. */
  readonly ended: Promise<{ readonly run: Iperf3Run | undefined; readonly evidence: EvidenceId | undefined }>;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}

/** How long a server may take to say that it listens; one that stays silent that long is tried all the same. */
const silentStart = 4000;
/** The same where a program gets a container of its own first. */
const slowSilentStart = 40_000;

/** Seconds that a server waits for its client beyond the test's own length, before `timeout` ends it. */
export const serverMargin = 12;

/** Starts the server. It serves one test and ends; `timeout` ends it where nobody comes, stop() in every other case. */
export function startServer(
  destination: ProbeSource,
  options: BandwidthOptions,
  onPoint: (point: BandwidthPoint) => void,
  signal: AbortSignal,
): BandwidthServer {
  const ending = new AbortController();
  const collector = intervalCollector(options.streams, options.direction);
  let becomeReady: (trouble: string | undefined) => void = () => {};
  const ready = new Promise<string | undefined>((resolve) => {
    becomeReady = resolve;
  });
  const slow = placeFor(destination, 'iperf3')?.slow === true;
  const silent = setTimeout(() => becomeReady(undefined), slow ? slowSilentStart : silentStart);
  const bound = (options.seconds + serverMargin) * 1000;
  const onSample = (sample: Iperf3Sample): void => {
    if (sample.kind === 'listening') becomeReady(undefined);
    if (sample.kind === 'error') becomeReady(`iperf3 in the destination says '${sample.text}'`);
    const point = collector.take(sample);
    if (point !== undefined) onPoint(point);
  };
  const run = runBounded<Iperf3Sample>(
    destination,
    {
      argv: iperf3Server.argv({ port: options.port }),
      program: 'iperf3',
      parse: iperf3Server.parse,
      deadline: bound + 3000,
      signal: AbortSignal.any([signal, ending.signal]),
      onSample,
    },
    bound,
  );
  const ended = run.then((outcome) => {
    clearTimeout(silent);
    if (outcome === undefined) {
      becomeReady(missingSentence(destination, ['iperf3']));
      return { run: undefined, evidence: undefined };
    }
    becomeReady(troubleOf(outcome)?.sentence ?? 'the iperf3 server ended before the test');
    return { run: summariseIperf3(outcome.samples, outcome.result), evidence: outcome.evidence };
  });
  return {
    ready,
    ended,
    async stop() {
      ending.abort();
      await ended;
    },
  };
}
