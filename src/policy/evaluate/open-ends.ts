import type { Enforcement } from '../model/snapshot.ts';
import type { SideVerdict } from '../model/verdict.ts';
import { kindOf } from './condition.ts';
import { isSamePod, peerIsOwnNode } from './exceptions.ts';
import type { Side } from './side.ts';
import { hasNetworkPolicyPorts } from './traffic.ts';
import type { Truth } from './truth.ts';
import { allowance, type SideWalk } from './walk.ts';

/** CNIs of which it is known how they treat what the API leaves open. */
const knownCnis: Readonly<Record<string, string>> = { calico: 'Calico', canal: 'Calico', cilium: 'Cilium' };

/** How the CNI of a cluster takes hostNetwork pods in NetworkPolicies: as no pods, where it is known. */
export function settledByCni({ cni = '' }: Enforcement): Truth {
  return knownCnis[cni] === undefined ? 'unknown' : 'no';
}

/**
 * Settles what the NetworkPolicy API leaves open or excepts: hostNetwork pods, protocols other than TCP, UDP and SCTP, the
 * pod's own node, and a pod that reaches itself through a Service. `again` gives the verdict with the open questions
 * answered so.
 */
export function openEnds(
  verdict: SideVerdict,
  walk: SideWalk,
  side: Side,
  { cni = '' }: Enforcement,
  again: (openByApi: Truth) => SideVerdict,
): SideVerdict {
  const known = knownCnis[cni];
  if (verdict.outcome === 'undecidable') {
    if (verdict.basis !== 'undefined' || known === undefined || !hasHostPod(side)) return verdict;
    const settled = again('no');
    if (settled.outcome === 'undecidable') return verdict;
    const reason = `The API leaves open what NetworkPolicies mean for hostNetwork pods; ${known} treats them as the node.`;
    return { ...settled, basis: 'undefined', reason };
  }
  if (allowance(walk) === 'deny' && isKubernetesIsolation(walk)) return afterIsolation(verdict, side, known);
  return verdict;
}

/** A default deny that NetworkPolicies alone make: the API does not speak of everything that it would stop. */
function afterIsolation(verdict: SideVerdict, side: Side, known: string | undefined): SideVerdict {
  if (side.direction === 'egress') {
    const own = peerIsOwnNode(side);
    const rule = 'The API says that traffic to the node of a pod is always allowed';
    if (own === 'yes' && known !== undefined)
      return { ...verdict, basis: 'spec-exception', reason: `${rule}; ${known} holds its egress policies against it.` };
    if (own === 'yes')
      return {
        ...verdict,
        outcome: 'allow',
        basis: 'spec-exception',
        reason: `${rule}.`,
        decidedBy: undefined,
        isolatedBy: [],
      };
  }
  if (peerIsOwnNode(side) === 'unknown')
    return open(
      verdict,
      'policy',
      'It is not known whether this is the node that the pod runs on, which is always allowed.',
    );
  if (isSamePod(side))
    return open(
      verdict,
      'undefined',
      'The API leaves open whether NetworkPolicies govern a pod that reaches itself through a Service.',
    );
  if (hasNetworkPolicyPorts(side.traffic.protocol)) return verdict;
  const reason =
    'NetworkPolicies speak of TCP, UDP and SCTP only: what becomes of other protocols differs between CNIs';
  if (known === undefined) return open(verdict, 'undefined', `${reason}.`);
  return { ...verdict, basis: 'undefined', reason: `${reason}; ${known} denies what no rule allows.` };
}

function open(verdict: SideVerdict, basis: SideVerdict['basis'], reason: string): SideVerdict {
  return { ...verdict, outcome: 'undecidable', basis, reason, decidedBy: undefined };
}

function hasHostPod({ subject, peer }: Side): boolean {
  return kindOf(subject) === 'host-pod' || kindOf(peer) === 'host-pod';
}

function isKubernetesIsolation({ decisions }: SideWalk): boolean {
  return decisions.every(({ outcome, policy }) => outcome === 'default-deny' && policy?.dialect === 'kubernetes');
}
