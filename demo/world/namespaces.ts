import { kubernetesTime, stableUid } from './identity.ts';
import type { KubernetesObject } from './types.ts';

const teams: Readonly<Record<string, string>> = {
  default: '',
  'kube-system': 'platform',
  shop: 'storefront',
  payments: 'payments',
  monitoring: 'observability',
};

/** The cluster's identity: the uid of namespace kube-system. */
export const clusterUid = stableUid('Namespace/kube-system');

/** The demo's namespaces, those of `platform` among them, each with the label that selectors by name use and the owning team. */
export function makeNamespaces(platform: readonly string[], createdAt: number): KubernetesObject[] {
  const all = { ...teams, ...Object.fromEntries(platform.map((name) => [name, 'platform'])) };
  return Object.entries(all).map(([name, team]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      uid: stableUid(`Namespace/${name}`),
      creationTimestamp: kubernetesTime(createdAt),
      labels: {
        'kubernetes.io/metadata.name': name,
        ...(team === '' ? {} : { team }),
        ...(team === 'platform' ? { 'pod-security.kubernetes.io/enforce': 'privileged' } : {}),
      },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }));
}
