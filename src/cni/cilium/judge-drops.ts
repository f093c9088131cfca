import type { CniCell, CniFinding } from '../../contracts/cni.ts';
import { countWords } from '../../text/words.ts';
import { isForwarded } from '../../tools/cilium/bpf-metrics.ts';
import { dropReasonWords } from '../../tools/hubble/drop-reasons.ts';
import { finding } from '../common/rule.ts';
import type { CiliumOwn } from './evidence.ts';

const named = 3;

/** What is dropped on a node: as Hubble or the monitor saw it, and as the kernel has counted it. */
export function judgeDrops(
  node: string,
  { drops, packets }: Pick<CiliumOwn, 'drops' | 'packets'>,
): { readonly cell: CniCell; readonly findings: readonly CniFinding[] } {
  const findings: CniFinding[] = [];
  const reasons = new Map<string, string[]>();
  if (drops.known) {
    const note = (reason: string, way: string) => reasons.set(reason, [...(reasons.get(reason) ?? []), way]);
    for (const { reason, source, destination } of drops.value.flows)
      note(reason ?? 'unknown', `${source} to ${destination}`);
    for (const { kind, reason, from, to } of drops.value.events)
      if (kind === 'drop') note(reason ?? 'unknown', `${from} to ${to}`);
  }
  for (const [reason, ways] of reasons) {
    const distinct = [...new Set(ways)];
    const byPolicy = isByPolicy(reason);
    findings.push(
      finding(
        isConnectionsFull(reason) ? 'cilium/connections-full' : 'cilium/drop',
        byPolicy ? 'warning' : 'fault',
        `${node} drops packets: ${dropReasonWords(reason)}, ${distinct.slice(0, named).join(', ')}${distinct.length > named ? ` and ${distinct.length - named} more` : ''}.`,
        {
          nextStep: isConnectionsFull(reason)
            ? 'Raise bpf-ct-global-tcp-max and bpf-ct-global-any-max, or look for who opens so many connections.'
            : byPolicy
              ? 'Judge the link in the policies’ pane: it names the policy.'
              : 'Look at the agent’s log, and at the health of the node’s endpoints.',
          from: [drops],
        },
      ),
    );
  }
  const counted = packets.known ? packets.value.filter((one) => !isForwarded(one) && one.packets > 0) : [];
  const full = counted.filter(({ reason }) => isConnectionsFull(reason));
  if (full.length > 0 && !findings.some(({ id }) => id === 'cilium/connections-full'))
    findings.push(
      finding(
        'cilium/connections-full',
        'warning',
        `On ${node} ${countWords(total(full), 'packet')} ${total(full) === 1 ? 'was' : 'were'} dropped since the agent’s maps were made because the table of connections was full.`,
        { nextStep: 'Look again: what grows is being dropped now.', from: [packets] },
      ),
    );
  const others = counted.filter((one) => !full.includes(one));
  if (others.length > 0)
    findings.push(
      finding(
        'cilium/drop-counters',
        'unknown',
        `Dropped on ${node} since the agent’s maps were made: ${others
          .toSorted((one, other) => other.packets - one.packets)
          .slice(0, 4)
          .map(({ reason, direction, packets: count }) => `${count} ${direction} (${reason})`)
          .join(', ')}.`,
        { from: [packets] },
      ),
    );
  const seen = [...reasons.values()].reduce((sum, ways) => sum + ways.length, 0);
  if (!drops.known) return { cell: { text: '?', health: 'unknown' }, findings };
  const gravest = findings.some(({ health }) => health === 'fault')
    ? 'fault'
    : findings.some(({ health }) => health === 'warning')
      ? 'warning'
      : 'ok';
  return { cell: { text: seen === 0 ? 'none' : String(seen), health: gravest }, findings };
}

function isByPolicy(reason: string): boolean {
  return /^policy.den/i.test(reason);
}

function isConnectionsFull(reason: string): boolean {
  return /CT_MAP_INSERTION_FAILED|CT: Map insertion failed/i.test(reason);
}

function total(counts: readonly { readonly packets: number }[]): number {
  return counts.reduce((sum, { packets }) => sum + packets, 0);
}
