import { judgedReader } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** Why a calico-node pod is not ready or not alive, as kubelet's event has it. */
export interface CalicoNodeEvent {
  readonly probe: 'readiness' | 'liveness';
  /** The reason, the last of the chain of words. */
  readonly reason: string;
  readonly words: string;
}

/** Reads events of calico-node pods (`kubectl describe pod`, `kubectl get events`), of kind Unhealthy. */
export function parseCalicoNodeEvents(lines: readonly string[]): Parsed<CalicoNodeEvent> {
  return parseLines<CalicoNodeEvent>(lines, (line) => {
    const [, probe, words] = /\b(Readiness|Liveness) probe failed: (.+)$/i.exec(line) ?? [];
    const said = (words ?? line).replace(/^\d{4}-\d\d-\d\d \S+ \[\w+\]\[\d+\] \S+ \d+: /, '').trim();
    // A line of the probe's own log stands before its verdict, which then has a line of its own.
    if (words !== undefined && said.startsWith('Number of node(s) with BGP peering established')) return known;
    const [, which, reason] = /^calico\/node is not (ready|live): (.+)$/.exec(said) ?? [];
    if (probe === undefined && which === undefined) return undefined;
    const readiness = probe === undefined ? which === 'ready' : /readiness/i.test(probe);
    return { probe: readiness ? 'readiness' : 'liveness', reason: reason ?? said, words: said };
  });
}

/** Reads saved events of calico-node. */
export const calicoNodeEventsReader = judgedReader({
  tool: 'calico-node-events',
  about: 'events of calico-node pods: probes that failed',
  parse: parseCalicoNodeEvents,
  summary: ({ items }) => ({ reasons: [...new Set(items.map(({ reason }) => reason))] }),
  meaning: ({ items }) => ({
    state: 'fault',
    sentence: [...new Set(items.map(({ reason }) => calicoProbeMeaning(reason)))].join('; '),
  }),
});

/** What the reason of a failed probe means, half a sentence. */
export function calicoProbeMeaning(reason: string): string {
  const [, peers] = /BGP not established with (.+)$/.exec(reason) ?? [];
  if (peers !== undefined)
    return `calico-node has no BGP session with ${peers}: the peer is down, is a stale Node, or TCP 179 is blocked`;
  if (/unable to connect to BIRDv[46] socket|Error querying BIRD/.test(reason))
    return `BIRD does not answer in calico-node (${reason.replace(/^.*?unable to connect/, 'unable to connect')})`;
  if (/felix is not (?:ready|live)/i.test(reason)) return `Felix is not ready: ${reason}`;
  if (/timed out|context deadline exceeded/.test(reason))
    return `the probe did not end in time: the node is overloaded, or calico-node hangs (${reason})`;
  return reason;
}
