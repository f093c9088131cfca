import type { NamedPort, PodParty } from '../../../src/policy/model/party.ts';
import type { PolicyObject, PolicySnapshot } from '../../../src/policy/model/snapshot.ts';

/** How large a cluster is. */
export interface ClusterSize {
  readonly pods: number;
  readonly namespaces: number;
  readonly policies: number;
}

const apps = ['frontend', 'backend', 'cart', 'catalog', 'orders', 'payments', 'search', 'mail', 'redis', 'postgres'];
const tiers: readonly string[] = ['web', 'api', 'api', 'api', 'api', 'api', 'api', 'jobs', 'data', 'data'];

/**
 * A cluster as they are at that size: namespaces of some ten apps in two tracks, replicas with a hash of their own in their
 * labels, named ports, and per namespace a default deny with doors: by label, by expression, by namespace, by address block.
 */
export function policyCluster(size: ClusterSize): PolicySnapshot {
  const namespaces = new Map(
    Array.from({ length: size.namespaces }, (_, index) => {
      const name = namespaceName(index);
      return [name, { 'kubernetes.io/metadata.name': name, team: `team-${index % 60}`, stage: stageOf(index) }];
    }),
  );
  return {
    pods: podsOf(size, namespaces),
    nodes: [],
    namespaces,
    services: [],
    objects: Array.from({ length: size.policies }, (_, index) =>
      policy(index % size.namespaces, Math.floor(index / size.namespaces)),
    ),
    enforcement: { cni: 'calico', dialects: undefined, ciliumMode: 'default', ciliumCidrMatch: new Set() },
    missing: [],
  };
}

function namespaceName(index: number): string {
  return index === 0 ? 'monitoring' : `ns-${index}`;
}

function stageOf(index: number): string {
  return ['prod', 'staging', 'dev'][index % 3] ?? '';
}

function podsOf(size: ClusterSize, namespaces: PolicySnapshot['namespaces']): readonly PodParty[] {
  const ports: readonly NamedPort[] = [
    { name: 'http', port: 8080, protocol: 'TCP' },
    { name: 'metrics', port: 9090, protocol: 'TCP' },
  ];
  // What pods of one workload share is shared in the inventory as well.
  const workloads = new Map<string, Pick<PodParty, 'labels' | 'workload'>>();
  return Array.from({ length: size.pods }, (_, index) => {
    const namespace = namespaceName(index % size.namespaces);
    const place = Math.floor(index / size.namespaces);
    const app = place % apps.length;
    const track = Math.floor(place / apps.length) % 4 === 0 ? 'canary' : 'stable';
    const name = `${apps[app]}-${track}`;
    let shared = workloads.get(`${namespace}/${name}`);
    if (shared === undefined) {
      shared = {
        labels: {
          app: apps[app] ?? '',
          tier: tiers[app] ?? '',
          track,
          'pod-template-hash': `${index.toString(16)}f`,
          'app.kubernetes.io/managed-by': 'helm',
        },
        workload: { kind: 'Deployment', name },
      };
      workloads.set(`${namespace}/${name}`, shared);
    }
    return {
      kind: 'pod',
      namespace,
      name: `${name}-${index.toString(36)}`,
      ...shared,
      namespaceLabels: namespaces.get(namespace),
      serviceAccount: 'default',
      serviceAccountLabels: undefined,
      addresses: [`10.${128 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`],
      node: `worker-${index % 5000}`,
      hostNetwork: false,
      phase: 'running',
      ports,
    };
  });
}

function policy(namespace: number, kind: number): PolicyObject {
  const app = (offset: number) => apps[(namespace + kind + offset) % apps.length] ?? '';
  const specs: readonly (readonly [string, unknown])[] = [
    ['default-deny', { podSelector: {}, policyTypes: namespace % 2 === 0 ? ['Ingress'] : ['Ingress', 'Egress'] }],
    [
      'app-to-app',
      {
        podSelector: { matchLabels: { app: app(1) } },
        ingress: [
          { from: [{ podSelector: { matchLabels: { app: app(0) } } }], ports: [{ port: 'http' }] },
          {
            from: [{ namespaceSelector: { matchLabels: { team: `team-${namespace % 60}` } }, podSelector: {} }],
            ports: [{ port: 8000, endPort: 8100 }],
          },
        ],
      },
    ],
    [
      'metrics',
      {
        podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['web', 'api'] }] },
        ingress: [
          {
            from: [
              { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } },
              { ipBlock: { cidr: '192.168.0.0/16', except: [`192.168.${namespace % 256}.0/24`] } },
            ],
            ports: [{ port: 'metrics' }],
          },
        ],
      },
    ],
    [
      'egress',
      {
        podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['data'] }] },
        policyTypes: ['Egress'],
        egress: [
          { ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] },
          { to: [{ podSelector: {} }] },
          { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }], ports: [{ port: 443 }] },
          { to: [{ namespaceSelector: { matchLabels: { stage: stageOf(namespace) } } }], ports: [{ port: 8080 }] },
        ],
      },
    ],
    [
      'canary',
      {
        podSelector: { matchLabels: { track: 'canary' } },
        ingress: [
          {
            from: [
              { namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'NotIn', values: ['dev'] }] } },
              { ipBlock: { cidr: `203.0.${namespace % 256}.0/24` } },
            ],
            ports: [{ port: 8080 }, { port: 8443 }],
          },
        ],
      },
    ],
  ];
  const [name, spec] = specs[kind % specs.length] ?? ['', {}];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace: namespaceName(namespace),
    name: `${name}-${kind}`,
    labels: {},
    spec,
  };
}
