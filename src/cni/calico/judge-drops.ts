import type { CniFinding } from '../../contracts/cni.ts';
import { finding } from '../common/rule.ts';
import type { CalicoOwn } from './own.ts';

/** What eBPF has dropped since its programs were attached. That policies drop is their work; anything else is odd. */
export function dropFindings(node: string, drops: CalicoOwn['drops']): readonly CniFinding[] {
  if (drops === undefined) return [];
  const id = 'calico/bpf-drops';
  if (!drops.known)
    return [finding(id, 'unknown', `What eBPF drops on ${node} is not known: ${drops.why}`, { from: [drops] })];
  const counted = new Map<string, number>();
  for (const { category, type, ingress = 0, egress = 0 } of drops.value) {
    if (category === 'Dropped' && ingress + egress > 0) counted.set(type, (counted.get(type) ?? 0) + ingress + egress);
  }
  const words = [...counted].filter(([type]) => type !== 'by policy').map(([type, count]) => `${type} ${count}`);
  const byPolicy = counted.get('by policy');
  return [
    ...(words.length === 0
      ? []
      : [
          finding(
            id,
            'warning',
            `eBPF on ${node} has dropped packets since its programs were attached: ${words.join(', ')}.`,
            {
              nextStep: 'Look again: what grows is being dropped now.',
              from: [drops],
            },
          ),
        ]),
    ...(byPolicy === undefined
      ? []
      : [
          finding(
            'calico/bpf-policy-drops',
            'unknown',
            `On ${node} policies have dropped ${byPolicy} packets in eBPF.`,
            { from: [drops] },
          ),
        ]),
  ];
}
