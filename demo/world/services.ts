import type { ServicePlan } from './service.ts';

/** Address of the cluster's DNS service. */
export const dnsAddress = '10.96.0.10';

/** The address behind service default/kubernetes: the control plane stands outside the demo's three machines. */
export const controlPlaneAddress = '192.168.77.10';

export const servicePlans: readonly ServicePlan[] = [
  {
    namespace: 'default',
    name: 'kubernetes',
    clusterAddress: '10.96.0.1',
    ports: [{ name: 'https', port: 443, targetPort: 6443 }],
  },
  {
    namespace: 'kube-system',
    name: 'kube-dns',
    selector: { 'k8s-app': 'kube-dns' },
    clusterAddress: dnsAddress,
    ports: [
      { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, targetPort: 53 },
      { name: 'metrics', port: 9153, targetPort: 9153 },
    ],
  },
  {
    namespace: 'kube-system',
    name: 'metrics-server',
    selector: { 'k8s-app': 'metrics-server' },
    clusterAddress: '10.98.41.7',
    ports: [{ name: 'https', port: 443, targetPort: 'https' }],
  },
  {
    namespace: 'shop',
    name: 'frontend',
    selector: { app: 'frontend' },
    clusterAddress: '10.101.12.80',
    type: 'NodePort',
    ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30_080 }],
  },
  {
    namespace: 'shop',
    name: 'backend',
    selector: { app: 'backend' },
    clusterAddress: '10.103.7.21',
    ports: [{ name: 'http', port: 8080, targetPort: 8080 }],
  },
  {
    namespace: 'shop',
    name: 'cart',
    selector: { app: 'cart' },
    clusterAddress: '10.104.190.3',
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
  },
  {
    namespace: 'shop',
    name: 'catalog',
    selector: { app: 'catalog' },
    clusterAddress: '10.109.55.142',
    ports: [{ name: 'http', port: 8080, targetPort: 'http' }],
  },
  {
    namespace: 'shop',
    name: 'redis',
    selector: { app: 'redis' },
    ports: [{ name: 'redis', port: 6379, targetPort: 'redis' }],
  },
  {
    namespace: 'payments',
    name: 'api',
    selector: { app: 'api' },
    clusterAddress: '10.107.30.9',
    ports: [{ name: 'api', port: 443, targetPort: 'api' }],
  },
  {
    namespace: 'payments',
    name: 'ledger-db',
    selector: { app: 'ledger-db' },
    ports: [{ name: 'postgres', port: 5432, targetPort: 5432 }],
  },
  {
    namespace: 'monitoring',
    name: 'prometheus',
    selector: { app: 'prometheus' },
    clusterAddress: '10.99.8.64',
    ports: [{ name: 'http', port: 9090, targetPort: 9090 }],
  },
  {
    namespace: 'monitoring',
    name: 'grafana',
    selector: { app: 'grafana' },
    clusterAddress: '10.110.3.33',
    ports: [{ name: 'http', port: 3000, targetPort: 'http' }],
  },
];
