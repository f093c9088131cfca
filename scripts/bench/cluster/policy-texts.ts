import { type ClusterShape, uid } from './shape.ts';

/**
 * NetworkPolicy number `index`, one of the five that each namespace has in turn: a default deny with doors by label, by
 * namespace, by address block, and a way out. `version` 0 is as listed; an edited one lets everybody in.
 */
export function policyJson(shape: ClusterShape, index: number, version = 0): string {
  const namespace = index % shape.namespaces;
  const kind = Math.floor(index / shape.namespaces) % specs.length;
  const [name = '', spec] = specs[kind]?.(namespace, shape.namespaces) ?? [];
  return JSON.stringify({
    kind: 'NetworkPolicy',
    apiVersion: 'networking.k8s.io/v1',
    metadata: {
      name: `${name}-${index}`,
      namespace: `team-${namespace}`,
      uid: uid(9007, index),
      resourceVersion: String(1_000_000 + version),
      creationTimestamp: '2026-11-01T08:00:00Z',
      generation: 1 + version,
    },
    spec: version === 0 ? spec : { podSelector: {}, ingress: version % 2 === 1 ? [{}] : [] },
  });
}

const app = (workload: number) => ({ podSelector: { matchLabels: { app: `service-${workload}` } } });

const specs: readonly ((namespace: number, namespaces: number) => readonly [string, unknown])[] = [
  () => ['default-deny', { podSelector: {}, policyTypes: ['Ingress'] }],
  (namespace, namespaces) => [
    'app-to-app',
    {
      ...app(namespace),
      ingress: [
        { from: [app(namespace + namespaces)], ports: [{ port: 'app-http' }] },
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': `team-${namespace ^ 1}` } } }],
          ports: [{ port: 8000, endPort: 8100 }],
        },
      ],
    },
  ],
  (namespace) => [
    'metrics',
    {
      podSelector: {},
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'team-0' } } },
            { ipBlock: { cidr: '192.168.0.0/16', except: [`192.168.${namespace % 256}.0/24`] } },
          ],
          ports: [{ port: 'sidecar-metrics' }],
        },
      ],
    },
  ],
  (namespace) => [
    'egress',
    {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: [`service-${namespace}`] }] },
      policyTypes: ['Egress'],
      egress: [
        { ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] },
        { to: [{ podSelector: {} }] },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }], ports: [{ port: 443 }] },
      ],
    },
  ],
  (namespace) => [
    'partners',
    { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: `203.0.${namespace % 256}.0/24` } }] }] },
  ],
];
