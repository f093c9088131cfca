import type { OutputLine, UnparsedSample } from '../../contracts/tool.ts';
import { type CurlTimings, readCurlTimings } from '../../tools/curl/write-out.ts';
import { parseLines, unparsed } from '../../tools/line-parser.ts';
import { curlTimeArgv } from '../../tools/tcp-time/curl.ts';
import { pause, restOf } from '../run/pause.ts';
import { runWhereFound } from '../run/run-where-found.ts';
import { missingSentence, type ProbeSource } from '../run/source.ts';
import { troubleOf } from '../run/trouble.ts';
import type { LatencyEnd, LatencySink, LatencyTarget } from './types.ts';

interface TimingSample {
  readonly kind: 'timing';
  readonly timings: CurlTimings;
}

/** TCP connect times by curl, one run for each. Never throws. */
export async function streamTcpByCurl(
  source: ProbeSource,
  target: LatencyTarget & { readonly port: number },
  sink: LatencySink,
  signal: AbortSignal,
): Promise<LatencyEnd> {
  let left = target.count ?? Number.POSITIVE_INFINITY;
  for (let sequence = target.firstSequence; left > 0; sequence += 1, left -= 1) {
    const startedAt = source.now();
    const outcome = await runWhereFound<TimingSample>(source, {
      argv: curlTimeArgv(target.address, target.port, 2),
      program: 'curl',
      parse: parseTimings,
      deadline: 6000,
      signal,
      onPlace: (place) => sink.place?.(place),
    });
    if (signal.aborted) return { kind: 'stopped' };
    if (outcome === undefined) return { kind: 'not-possible', reason: missingSentence(source, ['curl']) };
    if (outcome.evidence !== undefined) sink.evidence(outcome.evidence);
    const trouble = troubleOf(outcome);
    if (trouble !== undefined) return { kind: 'failed', ...trouble };
    const timings = outcome.samples.find((sample) => sample.kind === 'timing')?.timings;
    if (timings === undefined) return { kind: 'not-possible', reason: 'this curl prints no timings' };
    const point = { sequence, at: source.now(), milliseconds: timings.connectMilliseconds };
    const failed = timings.connectMilliseconds === undefined && timings.exitCode === 7;
    sink.point(failed ? { ...point, error: timings.error ?? 'could not connect' } : point);
    if (left > 1) await pause(restOf(target.interval, startedAt, source.now()), signal);
  }
  return { kind: 'finished' };
}

function parseTimings(lines: AsyncIterable<OutputLine>): AsyncIterable<TimingSample | UnparsedSample> {
  return parseLines<TimingSample>(
    {
      line(line) {
        const timings = readCurlTimings(line.text);
        return [timings === undefined ? unparsed(line) : { kind: 'timing', timings }];
      },
      end: () => [],
    },
    lines,
  );
}
