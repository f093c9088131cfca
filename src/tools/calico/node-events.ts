import { judgedReader } from '../reading/judged.ts';
import { parseLines } from '../reading/parse-lines.ts';
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
    if (probe === undefined || words === undefined) return undefined;
    const stamped = words.replace(/^\d{4}-\d\d-\d\d \S+ \[\w+\]\[\d+\] \S+ \d+: /, '');
    return {
      probe: /readiness/i.test(probe) ? 'readiness' : 'liveness',
      reason: stamped.replace(/^calico\/node is not (?:ready|live): /, '').trim(),
      words: words.trim(),
    };
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
    sentence: [...new Set(items.map(({ reason }) => meaningOf(reason)))].join('; '),
  }),
});

function meaningOf(reason: string): string {
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
