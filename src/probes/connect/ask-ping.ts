import type { ConnectResult } from '../../contracts/probe.ts';
import type { PingSample } from '../../tools/ping/samples.ts';
import type { UnparsedSample } from '../../contracts/tool.ts';
import { runPing } from '../latency/ping-run.ts';
import type { ProbeSource } from '../run/source.ts';
import { connectSentence } from './sentence.ts';

/**
 * 'No route to host' is one word of the C library for a filter's reject and for a neighbour that answers no ARP, and
 * 'network is unreachable' may come from the source or from a router. One ping to the same address tells: its ICMP line
 * names who answered and what. Returns the result as it was where ping is missing or says nothing. Never throws.
 */
export async function askPing(source: ProbeSource, result: ConnectResult, signal: AbortSignal): Promise<ConnectResult> {
  const { address, port } = result;
  if (result.class !== 'no-route' && result.class !== 'network-unreachable') return result;
  if (address === undefined || port === undefined) return result;
  const attempt = await runPing(source, { address, count: 1, interval: 1, wait: 1 }, signal);
  if (attempt.kind === 'missing') return result;
  const { samples, evidence } = attempt.outcome;
  const said = whatPingSaid(samples);
  if (said === undefined) return result;
  const of = said.prohibited ? 'prohibited' : result.class;
  return {
    ...result,
    class: of,
    sentence: `${connectSentence(of, address, port, result.duration)}; ${said.words}`,
    evidence: evidence === undefined ? result.evidence : [...result.evidence, evidence],
  };
}

function whatPingSaid(
  samples: readonly (PingSample | UnparsedSample)[],
): { readonly words: string; readonly prohibited: boolean } | undefined {
  const error = samples.find((sample) => sample.kind === 'error');
  if (error !== undefined) {
    const who = error.from === undefined ? 'ping says' : `${error.from} answers ping with`;
    return { words: `${who} '${error.text}'`, prohibited: /filtered|prohibited/i.test(error.text) };
  }
  const failure = samples.find((sample) => sample.kind === 'failure' && sample.failure === 'network-unreachable');
  if (failure !== undefined) return { words: 'ping finds no route in the source either', prohibited: false };
  if (samples.some((sample) => sample.kind === 'reply')) {
    return { words: 'yet ping is answered, so a filter may reject this port', prohibited: false };
  }
  return undefined;
}
