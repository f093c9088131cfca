import { parseTcpTimes, type TcpTimeSample, tcpTimeArgv } from '../../tools/tcp-time/bash.ts';
import { pause } from '../run/pause.ts';
import { runWhereFound } from '../run/run-where-found.ts';
import { missingSentence, type ProbeSource } from '../run/source.ts';
import { troubleOf } from '../run/trouble.ts';
import type { LatencyEnd, LatencySink, LatencyTarget } from './types.ts';

/** TCP connect times by bash, in bounded runs that continue one sequence. Never throws. */
export async function streamTcpByBash(
  source: ProbeSource,
  target: LatencyTarget & { readonly port: number },
  sink: LatencySink,
  signal: AbortSignal,
): Promise<LatencyEnd> {
  let next = target.firstSequence;
  let left = target.count ?? Number.POSITIVE_INFINITY;
  const interval = Math.max(0.2, target.interval / 1000);
  while (left > 0) {
    const base = next;
    let words: string | undefined;
    const take = (sample: TcpTimeSample): void => {
      if (sample.kind === 'words') words = lastWords(sample.text);
      if (sample.kind === 'words' || sample.kind === 'unusable') return;
      const milliseconds = sample.kind === 'connected' ? sample.milliseconds : undefined;
      const point = { sequence: base + sample.sequence, at: sample.at, milliseconds };
      sink.point(sample.kind === 'failed' ? { ...point, error: words ?? 'connect failed' } : point);
      next = base + sample.sequence + 1;
    };
    const count = Math.max(1, Math.min(left, Math.floor(45 / interval)));
    const outcome = await runWhereFound<TcpTimeSample>(source, {
      argv: tcpTimeArgv({ address: target.address, port: target.port, count, interval, timeoutSeconds: 2 }),
      program: 'bash',
      parse: parseTcpTimes,
      deadline: 58_000,
      signal,
      onSample: take,
      onEvidence: (id) => sink.evidence(id),
      onPlace: (place) => sink.place?.(place),
    });
    if (outcome?.evidence !== undefined) sink.evidence(outcome.evidence);
    if (signal.aborted) return { kind: 'stopped' };
    if (outcome === undefined) return { kind: 'not-possible', reason: missingSentence(source, ['bash']) };
    const trouble = troubleOf(outcome);
    if (trouble !== undefined) return { kind: 'failed', ...trouble };
    const unusable = outcome.samples.find((sample) => sample.kind === 'unusable');
    if (unusable !== undefined) return { kind: 'not-possible', reason: unusable.text.replace('unusable: ', '') };
    if (next === base) return { kind: 'not-possible', reason: 'bash ended without trying a connect' };
    left -= next - base;
    if (left > 0) await pause(target.interval, signal);
    if (signal.aborted) return { kind: 'stopped' };
  }
  return { kind: 'finished' };
}

/** 'Connection refused' of 'bash: connect: Connection refused'. */
function lastWords(text: string): string {
  return text.slice(text.lastIndexOf(': ') + 2);
}
