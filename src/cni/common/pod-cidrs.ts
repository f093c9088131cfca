import type { CniFinding } from '../../contracts/cni.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import type { CniExpectations, CniNodeRecord, CniObjects } from '../evidence.ts';
import { finding } from './rule.ts';

/** Whether the node has a podCIDR of its own that no other node has too; known from the objects alone. */
export function podCidrFindings(
  record: CniNodeRecord,
  objects: CniObjects,
  { nodePodCidrs }: CniExpectations,
): readonly CniFinding[] {
  if (!nodePodCidrs) return [];
  if (record.podCidrs.length === 0) {
    return [
      finding('common/pod-cidr', 'fault', `${record.name} has no podCIDR: pods there can get no address.`, {
        nextStep:
          'The controller manager hands them out: --allocate-node-cidrs and --cluster-cidr (kubeadm: --pod-network-cidr), with room left in it.',
      }),
    ];
  }
  const shared = [...objects.nodes.values()].filter(
    (other) =>
      other.name !== record.name && other.podCidrs.some((one) => record.podCidrs.some((own) => overlap(one, own))),
  );
  if (shared.length === 0)
    return [finding('common/pod-cidr', 'ok', `Its podCIDR ${record.podCidrs.join(', ')} is its own.`)];
  return [
    finding(
      'common/pod-cidr',
      'fault',
      `The podCIDR ${record.podCidrs.join(', ')} of ${record.name} overlaps with that of ${shared.map(({ name, podCidrs }) => `${name} (${podCidrs.join(', ')})`).join(' and ')}.`,
      { nextStep: 'Drain one of them, delete its Node object and let it register anew; podCIDRs cannot be changed.' },
    ),
  ];
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  return a !== undefined && b !== undefined && a.family === b.family && a.from <= b.to && b.from <= a.to;
}
