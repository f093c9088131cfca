import { kubernetesTime, stableUid } from './identity.ts';
import type { KubernetesObject } from './types.ts';

interface PolicyPlan {
  readonly namespace: string;
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

const dnsRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });

/** One policy of every shape that operators meet; shop/frontend to shop/backend stays open on every port. */
const policyPlans: readonly PolicyPlan[] = [
  // OR of two peers without ports (so ICMP and iperf3 pass too), and an AND peer on a named port.
  {
    namespace: 'shop',
    name: 'backend-ingress',
    spec: {
      podSelector: { matchLabels: { app: 'backend' } },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [app('frontend'), app('cart')] },
        {
          from: [
            {
              namespaceSelector: { matchLabels: { team: 'observability' } },
              podSelector: { matchLabels: { app: 'prometheus' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 'metrics' }],
        },
      ],
    },
  },
  // Egress with DNS, pods, and an address block with an exception.
  {
    namespace: 'shop',
    name: 'cart-egress',
    spec: {
      podSelector: { matchLabels: { app: 'cart' } },
      policyTypes: ['Egress'],
      egress: [
        dnsRule,
        { to: [app('redis')], ports: [{ protocol: 'TCP', port: 6379 }] },
        { to: [app('backend')], ports: [{ protocol: 'TCP', port: 8080 }] },
        {
          to: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }],
          ports: [{ protocol: 'TCP', port: 443 }],
        },
      ],
    },
  },
  {
    namespace: 'shop',
    name: 'redis-clients',
    spec: {
      podSelector: { matchLabels: { app: 'redis' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [app('cart')], ports: [{ protocol: 'TCP', port: 'redis' }] }],
    },
  },
  // A range of ports, and a selector by expression.
  {
    namespace: 'shop',
    name: 'bandwidth-tests',
    spec: {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['backend', 'cart'] }] },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 5201, endPort: 5210 }] }],
    },
  },
  {
    namespace: 'payments',
    name: 'default-deny-ingress',
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  },
  {
    namespace: 'payments',
    name: 'api-from-shop-frontend',
    spec: {
      podSelector: { matchLabels: { app: 'api' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
              podSelector: { matchLabels: { app: 'frontend' } },
            },
          ],
          ports: [{ protocol: 'TCP', port: 'api' }],
        },
      ],
    },
  },
  {
    namespace: 'payments',
    name: 'ledger-db-clients',
    spec: {
      podSelector: { matchLabels: { app: 'ledger-db' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [app('api'), app('worker')], ports: [{ protocol: 'TCP', port: 5432 }] }],
    },
  },
  {
    namespace: 'payments',
    name: 'metrics-from-observability',
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { team: 'observability' } } },
            { ipBlock: { cidr: '192.168.77.0/24' } },
          ],
          ports: [{ protocol: 'TCP', port: 9100, endPort: 9109 }],
        },
      ],
    },
  },
  {
    namespace: 'payments',
    name: 'worker-egress',
    spec: {
      podSelector: { matchLabels: { app: 'worker' } },
      policyTypes: ['Egress'],
      egress: [dnsRule, { to: [app('ledger-db')] }],
    },
  },
  // Isolated and open at once: one empty rule admits everything.
  {
    namespace: 'monitoring',
    name: 'grafana-open',
    spec: { podSelector: { matchLabels: { app: 'grafana' } }, policyTypes: ['Ingress'], ingress: [{}] },
  },
];

/** The demo's NetworkPolicies; `createdAt` in milliseconds. */
export function makePolicies(createdAt: number): KubernetesObject[] {
  return policyPlans.map(({ namespace, name, spec }) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name,
      namespace,
      uid: stableUid(`NetworkPolicy/${namespace}/${name}`),
      generation: 1,
      creationTimestamp: kubernetesTime(createdAt),
    },
    spec: structuredClone(spec),
  }));
}
