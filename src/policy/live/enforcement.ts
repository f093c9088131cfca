import type { CniSummary } from '../../cni/summary.ts';
import type { Dialect } from '../model/policy.ts';
import type { Enforcement } from '../model/snapshot.ts';

type Answer = 'yes' | 'no' | 'unknown';

/** The dialects of their own that CNIs enforce beside NetworkPolicy. */
const own: Readonly<Record<string, Dialect>> = { calico: 'calico', canal: 'calico', cilium: 'cilium' };

/** CNIs that enforce network-policy-api objects in some versions or with a switch that objects do not show. */
const maybeNetworkPolicyApi: ReadonlySet<string> = new Set([
  'calico',
  'canal',
  'cilium',
  'antrea',
  'ovn-kubernetes',
  'kube-router',
  'kindnet',
]);

/** What is enforced in a cluster, by its CNI and Cilium's configuration (the data of cilium-config; empty where there is none). */
export function enforcementOf(
  cni: CniSummary | undefined,
  ciliumConfig: Readonly<Record<string, string>> = {},
): Enforcement {
  const mode = ciliumConfig['enable-policy'];
  const clusterName = ciliumConfig['cluster-name'];
  const matched = (ciliumConfig['policy-cidr-match-mode'] ?? '').split(/[\s,]+/);
  return {
    cni: cni?.name,
    dialects: dialectsOf(cni),
    ciliumMode: mode === 'always' || mode === 'never' ? mode : 'default',
    ciliumCidrMatch: new Set((['nodes', 'pods'] as const).filter((one) => matched.includes(one))),
    ...(clusterName === undefined ? {} : { ciliumClusterName: clusterName }),
  };
}

function dialectsOf(cni: CniSummary | undefined): Readonly<Record<Dialect, Answer>> {
  if (cni === undefined || cni.name === 'unknown') {
    const kubernetes = cni?.enforcesPolicies ?? 'unknown';
    return { kubernetes, 'network-policy-api': 'unknown', calico: 'unknown', cilium: 'unknown' };
  }
  const kubernetes = cni.enforcesPolicies;
  const dialect = (name: Dialect): Answer => (own[cni.name] === name ? kubernetes : 'no');
  return {
    kubernetes,
    // An enforcer of its own beside the CNI may well read them too.
    'network-policy-api':
      kubernetes === 'no' ? 'no' : maybeNetworkPolicyApi.has(cni.name) || kubernetes === 'yes' ? 'unknown' : 'no',
    calico: dialect('calico'),
    cilium: dialect('cilium'),
  };
}
