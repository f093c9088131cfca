import type { DaemonSetRecord } from '../inventory/records.ts';
import type { CniSummary } from './summary.ts';

interface Enforcement {
  readonly enforces: CniSummary['enforcesPolicies'];
  readonly remarks: readonly string[];
}

const enforcing: ReadonlySet<string> = new Set([
  'calico',
  'canal',
  'cilium',
  'antrea',
  'ovn-kubernetes',
  'weave',
  'kube-router',
]);

/**
 * Whether NetworkPolicies have any effect, judged by which CNIs are there, by what may enforce beside them, and by the
 * ConfigMap of Cilium, which can be told to enforce nothing.
 */
export function enforcement(
  cnis: readonly string[],
  sets: readonly DaemonSetRecord[],
  ciliumConfig: Readonly<Record<string, string>> = {},
): Enforcement {
  const enforcer = cnis.find((name) => enforcing.has(name));
  const added = sets.find(
    (set) => /kube-network-policies/.test(set.name) || set.images.some((image) => /kube-network-policies/.test(image)),
  );
  if (enforcer === 'cilium' && ciliumConfig['enable-policy'] === 'never') {
    return {
      enforces: 'no',
      remarks: ['Cilium is told to enforce no policy (enable-policy: never in cilium-config).'],
    };
  }
  if (enforcer === 'cilium' && ciliumConfig['policy-audit-mode'] === 'true') {
    return {
      enforces: 'no',
      remarks: ['Cilium only notes what policies would deny (policy-audit-mode in cilium-config).'],
    };
  }
  if (enforcer !== undefined) return { enforces: 'yes', remarks: [`${enforcer} enforces NetworkPolicies.`] };
  if (added !== undefined) {
    return {
      enforces: 'yes',
      remarks: [`kube-network-policies (${added.namespace}/${added.name}) enforces NetworkPolicies.`],
    };
  }
  if (cnis.includes('flannel')) {
    return {
      enforces: 'no',
      remarks: ['flannel alone enforces no NetworkPolicy: the policies that exist have no effect on the wire.'],
    };
  }
  if (cnis.includes('aws-vpc')) {
    return {
      enforces: 'unknown',
      remarks: ['The VPC CNI enforces NetworkPolicies only when its network policy agent is switched on.'],
    };
  }
  if (cnis.includes('kindnet')) {
    return { enforces: 'unknown', remarks: ['kindnet enforces NetworkPolicies only from kind v0.24 on.'] };
  }
  return { enforces: 'unknown', remarks: ['Whether NetworkPolicies are enforced cannot be told from the objects.'] };
}
