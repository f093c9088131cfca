import type { NodeRecord, PodRecord, PolicyRecord, ServiceRecord } from '../../../src/inventory/records.ts';
import type { NodeRow, PodRow, PolicyRow, ServiceRow, WorkloadRow } from '../../../src/inventory/views.ts';

/** The moment at which everything in the fake cluster is looked at. */
export const noon = Date.UTC(2026, 10, 23, 12, 0, 0);
const day = 86_400_000;

const identity = (kind: string, namespace: string, name: string, labels: Record<string, string> = {}) => ({
  uid: `${kind}-${namespace}-${name}`,
  name,
  namespace,
  createdAt: noon - 3 * day,
  labels,
});

const condition = (type: string, status: 'True' | 'False', reason: string, message = '') => ({
  type,
  status,
  reason,
  message,
  since: noon - day,
});

/** Three nodes; the third is not ready. */
export const nodeRows: readonly NodeRow[] = [1, 2, 3].map((number) => {
  const ready = number < 3;
  const record: NodeRecord = {
    kind: 'node',
    ...identity('node', '', `worker-${number}`),
    ready: ready ? 'True' : 'False',
    unschedulable: false,
    conditions: [condition('Ready', ready ? 'True' : 'False', ready ? 'KubeletReady' : 'KubeletNotReady')],
    addresses: [
      { type: 'InternalIP', address: `192.168.10.1${number}` },
      { type: 'Hostname', address: `worker-${number}` },
    ],
    internalAddresses: [`192.168.10.1${number}`],
    hostName: `worker-${number}`,
    podCidrs: [`10.244.${number}.0/24`],
    kubeletVersion: 'v1.34.1',
    osImage: 'Debian GNU/Linux 12',
    kernelVersion: '6.1.0',
    containerRuntime: 'containerd://2.1',
    roles: [],
    annotations: {},
  };
  return {
    kind: 'node',
    record,
    endpoint: { kind: 'node', name: record.name },
    pods: 10 + number,
    podsNotReady: ready ? 0 : 1,
    problem: ready ? undefined : 'NotReady',
  };
});

interface PodShape {
  readonly namespace: string;
  readonly name: string;
  readonly node: number;
  readonly host: number;
  readonly app: string;
  readonly broken?: boolean;
}

const podShapes: readonly PodShape[] = [
  { namespace: 'shop', name: 'frontend-7d4b9c6f5-x2x9q', node: 1, host: 5, app: 'frontend' },
  { namespace: 'shop', name: 'frontend-7d4b9c6f5-k8s2m', node: 2, host: 6, app: 'frontend' },
  { namespace: 'shop', name: 'backend-6b9c7d8f4-p4p7w', node: 2, host: 8, app: 'backend' },
  { namespace: 'shop', name: 'backend-6b9c7d8f4-zzt5l', node: 1, host: 9, app: 'backend' },
  { namespace: 'shop', name: 'database-0', node: 3, host: 3, app: 'database', broken: true },
  { namespace: 'payments', name: 'ledger-5f6d7c8b9-aa1bb', node: 1, host: 12, app: 'ledger' },
  { namespace: 'monitoring', name: 'prometheus-0', node: 2, host: 14, app: 'prometheus' },
  { namespace: 'kube-system', name: 'coredns-668d6bf9bc-4xk2p', node: 1, host: 2, app: 'kube-dns' },
];

/** Makes a pod row. */
export function podRow(shape: PodShape): PodRow {
  const { namespace, name, node, host, app, broken = false } = shape;
  const record: PodRecord = {
    kind: 'pod',
    ...identity('pod', namespace, name, { app }),
    node: `worker-${node}`,
    phase: 'Running',
    status: broken ? 'CrashLoopBackOff' : 'Running',
    ready: !broken,
    readyContainers: broken ? 0 : 1,
    restarts: broken ? 17 : 0,
    addresses: [`10.244.${node}.${host}`],
    hostNetwork: false,
    serviceAccount: 'default',
    owner: { kind: 'Deployment', name: app },
    containers: [
      {
        name: 'app',
        image: `registry.example/${app}:1.4`,
        ready: !broken,
        restarts: broken ? 17 : 0,
        state: broken ? 'waiting: CrashLoopBackOff' : 'running',
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
        role: 'app',
      },
    ],
    conditions: [condition('Ready', broken ? 'False' : 'True', broken ? 'ContainersNotReady' : '')],
    deletedAt: undefined,
  };
  return { kind: 'pod', record, endpoint: { kind: 'pod', namespace, name, uid: record.uid } };
}

/** Eight pods by name and node. */
export const podRows: readonly PodRow[] = podShapes.map(podRow);

/** As many pods as asked for, for long lists. */
export function manyPods(count: number): readonly PodRow[] {
  return Array.from({ length: count }, (_, index) =>
    podRow({
      namespace: 'load',
      name: `worker-${String(index).padStart(6, '0')}`,
      node: (index % 3) + 1,
      host: (index % 250) + 2,
      app: 'load',
    }),
  );
}

/** Two services. */
export const serviceRows: readonly ServiceRow[] = [
  { name: 'backend', address: '10.96.12.7', backends: 2 },
  { name: 'database', address: '10.96.14.1', backends: 0 },
].map(({ name, address, backends }) => {
  const record: ServiceRecord = {
    kind: 'service',
    ...identity('service', 'shop', name),
    type: 'ClusterIP',
    clusterAddresses: [address],
    externalName: '',
    selector: { app: name },
    ports: [{ name: 'http', port: 8080, targetPort: 8080, nodePort: undefined, protocol: 'TCP' }],
  };
  return {
    kind: 'service',
    record,
    endpoint: { kind: 'service', namespace: 'shop', name },
    backendsReady: backends,
    backends: 2,
  };
});

/** Two workloads. */
export const workloadRows: readonly WorkloadRow[] = ['frontend', 'backend'].map((name) => ({
  kind: 'workload',
  endpoint: { kind: 'workload', workload: 'Deployment', namespace: 'shop', name },
  namespace: 'shop',
  name,
  workload: 'Deployment',
  pods: 2,
  podsReady: 2,
}));

const policyRecord = (name: string): PolicyRecord => ({
  kind: 'policy',
  ...identity('policy', 'shop', name),
  spec: {},
});

/** One policy of each kind that must be told apart. */
export const policyRows: readonly PolicyRow[] = [
  {
    kind: 'policy',
    record: policyRecord('backend-ingress'),
    reference: { kind: 'NetworkPolicy', namespace: 'shop', name: 'backend-ingress' },
    selects: 'pods with app=backend',
    podsSelected: 2,
    ingress: { effect: 'allow-some', rules: ['TCP 8080 from pods with app=frontend in namespace shop'] },
    egress: { effect: 'not-governed', rules: [] },
    notUnderstood: [],
  },
  {
    kind: 'policy',
    record: policyRecord('deny-all'),
    reference: { kind: 'NetworkPolicy', namespace: 'shop', name: 'deny-all' },
    selects: 'every pod',
    podsSelected: 5,
    ingress: { effect: 'deny-all', rules: [] },
    egress: { effect: 'deny-all', rules: [] },
    notUnderstood: [],
  },
  {
    kind: 'policy',
    record: policyRecord('open-metrics'),
    reference: { kind: 'NetworkPolicy', namespace: 'shop', name: 'open-metrics' },
    selects: 'every pod',
    podsSelected: 5,
    ingress: { effect: 'allow-all', rules: [] },
    egress: { effect: 'not-governed', rules: [] },
    notUnderstood: [],
  },
  {
    kind: 'policy',
    record: policyRecord('odd-one'),
    reference: { kind: 'NetworkPolicy', namespace: 'shop', name: 'odd-one' },
    selects: 'pods with app=ledger',
    podsSelected: 1,
    ingress: { effect: 'allow-some', rules: [] },
    egress: { effect: 'not-governed', rules: [] },
    notUnderstood: ['port "htp" is declared by none of the selected pods'],
  },
];
