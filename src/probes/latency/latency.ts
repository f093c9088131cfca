import type { LatencyMethod } from '../../contracts/probe.ts';
import { onLadder, stuckFor, withRefusal } from '../run/on-ladder.ts';
import { mayHave } from '../run/run-where-found.ts';
import { missingSentence, type ProbeSource } from '../run/source.ts';
import { streamPing } from './ping-stream.ts';
import { streamTcpByBash } from './tcp-bash-stream.ts';
import { streamTcpByCurl } from './tcp-curl-stream.ts';
import type { LatencyEnd, LatencySink, LatencyTarget } from './types.ts';

/** Told when the way of measuring changes: the method, and a remark that names it and why. */
export type MethodListener = (method: LatencyMethod, remark: string | undefined) => void;

/**
 * Measures latency until the count is reached or the signal fires: by ping, and where ICMP is not possible by the time
 * of TCP connects to `port`, which is then named as that. `tcpAddress` is for a service, whose address takes connects
 * but answers no ping. Never throws.
 */
export async function measureLatency(
  source: ProbeSource,
  target: LatencyTarget & { readonly port: number | undefined; readonly tcpAddress?: string },
  sink: LatencySink,
  onMethod: MethodListener,
  signal: AbortSignal,
): Promise<LatencyEnd> {
  const programs = target.port === undefined ? ['ping'] : ['ping', 'bash', 'curl'];
  const { result, refusal } = await onLadder(source, {
    programs,
    signal,
    attempt: () => latencyHere(source, target, sink, onMethod, signal),
    stuck: (end) => end.kind === 'not-possible' || (end.kind === 'failed' && stuckFor(source, programs)),
  });
  if (refusal === undefined) return result;
  if (result.kind === 'not-possible')
    return { ...result, reason: withRefusal(result.reason, refusal).replace(/\.$/, '') };
  return result.kind === 'failed'
    ? { kind: 'not-possible', reason: withRefusal(result.sentence, refusal).replace(/\.$/, '') }
    : result;
}

async function latencyHere(
  source: ProbeSource,
  target: LatencyTarget & { readonly port: number | undefined; readonly tcpAddress?: string },
  sink: LatencySink,
  onMethod: MethodListener,
  signal: AbortSignal,
): Promise<LatencyEnd> {
  const pinged = await streamPing(source, target, sink, signal);
  if (pinged.kind !== 'not-possible') return pinged;
  const { port } = target;
  if (port === undefined) {
    return { kind: 'not-possible', reason: `${pinged.reason}, and no port was given to time TCP connects to` };
  }
  const remark = `TCP connect time to port ${port}, not ping: ${pinged.reason}`;
  const timed = onFirstPoint(sink, () => onMethod('tcp-connect', remark));
  const tcp = { ...target, address: target.tcpAddress ?? target.address, port };
  const byBash = await streamTcpByBash(source, tcp, timed, signal);
  if (byBash.kind !== 'not-possible') return byBash;
  const byCurl = await streamTcpByCurl(source, tcp, timed, signal);
  if (byCurl.kind !== 'not-possible') return byCurl;
  // One sentence where all three are simply not there.
  const lacking = ['ping', 'bash', 'curl'];
  if (!lacking.some((program) => mayHave(source, program)))
    return { kind: 'not-possible', reason: missingSentence(source, lacking) };
  return { kind: 'not-possible', reason: `${pinged.reason}; ${byBash.reason}; ${byCurl.reason}` };
}

/** A way of measuring that measures nothing need not be named: it is when the first point is there. */
function onFirstPoint(sink: LatencySink, named: () => void): LatencySink {
  let told = false;
  return {
    ...sink,
    point(point) {
      if (!told) named();
      told = true;
      sink.point(point);
    },
  };
}
