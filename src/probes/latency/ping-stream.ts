import type { PingOptions } from '../../tools/ping/argv.ts';
import { pause } from '../run/pause.ts';
import { passOver } from '../run/run-where-found.ts';
import { missingSentence, placeText, type ProbeSource } from '../run/source.ts';
import { troubleOf } from '../run/trouble.ts';
import { type PingAttempt, runPing } from './ping-run.ts';
import { type PingTracker, pingTracker } from './ping-tracker.ts';
import type { LatencyEnd, LatencySink, LatencyTarget } from './types.ts';

/** Longest single run; another follows while the measurement is wanted. */
const runSeconds = 45;
/** How often time alone is asked whether a packet is lost. */
const tickEvery = 250;

/**
 * Pings until the count is reached or the signal fires, in bounded runs that continue one sequence. Never throws.
 * A ping that is missing or may not open a socket is 'not-possible', with the reason.
 */
export async function streamPing(
  source: ProbeSource,
  target: LatencyTarget,
  sink: LatencySink,
  signal: AbortSignal,
): Promise<LatencyEnd> {
  let next = target.firstSequence;
  let left = target.count ?? Number.POSITIVE_INFINITY;
  const seconds = Math.max(0.2, target.interval / 1000);
  while (left > 0) {
    const count = Math.max(1, Math.min(left, Math.floor(runSeconds / seconds)));
    const { attempt, tracker } = await onePing(source, target.address, seconds, count, next, sink, signal);
    if (signal.aborted) return { kind: 'stopped' };
    const trouble = troubleOfPing(source, attempt, sink, next, tracker);
    if (trouble !== undefined) return trouble;
    const used = Math.max(1, (tracker?.next ?? next) - next);
    next += used;
    left -= used;
    if (left > 0) await pause(target.interval, signal);
    if (signal.aborted) return { kind: 'stopped' };
  }
  return { kind: 'finished' };
}

async function onePing(
  source: ProbeSource,
  address: string,
  interval: number,
  count: number,
  base: number,
  sink: LatencySink,
  signal: AbortSignal,
): Promise<{ readonly attempt: PingAttempt; readonly tracker: PingTracker | undefined }> {
  let tracker: PingTracker | undefined;
  const start = (flavour: PingOptions['flavour']): void => {
    tracker = pingTracker({
      base,
      interval: (flavour === 'plain' ? 1 : interval) * 1000,
      countsFrom: flavour === 'busybox' ? 0 : 1,
      namesMissing: flavour === 'iputils' || flavour === 'ping6',
      count,
    });
  };
  const timer = setInterval(() => tracker?.tick(source.now()).forEach((point) => sink.point(point)), tickEvery);
  try {
    const attempt = await runPing(source, { address, interval, count, wait: 2 }, signal, {
      onStart: start,
      onSample: (sample) => tracker?.take(sample).forEach((point) => sink.point(point)),
      onEvidence: (id) => sink.evidence(id),
      onPlace: (place) => sink.place?.(place),
    });
    if (attempt.kind === 'ran' && attempt.outcome.evidence !== undefined) sink.evidence(attempt.outcome.evidence);
    if (tracker !== undefined && tracker.duplicates > 0) sink.duplicates(tracker.duplicates);
    return { attempt, tracker };
  } finally {
    clearInterval(timer);
  }
}

/** What ends the stream, or undefined to go on. A destination that cannot be sent to is a point with an error, not an end. */
function troubleOfPing(
  source: ProbeSource,
  attempt: PingAttempt,
  sink: LatencySink,
  sequence: number,
  tracker: PingTracker | undefined,
): LatencyEnd | undefined {
  if (attempt.kind === 'missing') return { kind: 'not-possible', reason: missingSentence(source, ['ping']) };
  const { run, outcome } = attempt;
  const trouble = troubleOf(outcome);
  if (trouble !== undefined) {
    sink.withdraw?.(tracker?.unproven ?? []);
    return { kind: 'failed', ...trouble };
  }
  const words = run.words ?? 'it said nothing';
  switch (run.failure) {
    case 'not-permitted':
      // With a ladder there may be another place whose ping may.
      if (source.ladder !== undefined) passOver(source, outcome.runner, outcome.program);
      return { kind: 'not-possible', reason: `ping may not open an ICMP socket in ${placeText(source)} ('${words}')` };
    case 'usage':
      return {
        kind: 'not-possible',
        reason: `the ping in ${placeText(source)} takes none of the known options ('${words}')`,
      };
    case 'name-not-resolved':
    case 'network-unreachable':
    case 'no-route':
      sink.point({ sequence, at: source.now(), milliseconds: undefined, error: words.replace(/^ping6?: /, '') });
      return undefined;
    case undefined:
      break;
  }
  if (run.transmitted === 0 && tracker !== undefined && tracker.next === sequence) {
    return { kind: 'failed', sentence: nothingSent(source, attempt), placeGone: false };
  }
  return undefined;
}

function nothingSent(source: ProbeSource, attempt: Extract<PingAttempt, { kind: 'ran' }>): string {
  const { end } = attempt.outcome.result;
  const how = end.kind === 'exited' ? `ended with ${end.code}` : 'ended';
  const unknown = attempt.outcome.samples.find((sample) => sample.kind === 'unparsed');
  const said = unknown === undefined ? '' : `: '${unknown.text.slice(0, 200)}'`;
  return `ping in ${placeText(source)} ${how} without sending a packet${said}.`;
}
