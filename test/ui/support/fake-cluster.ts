import type { DeclaredLink } from '../../../src/contracts/policy.ts';
import type { Cluster, ClusterStatus, Freshness, LogLine, ResourceName } from '../../../src/contracts/cluster.ts';
import type { CniState } from '../../../src/contracts/cni.ts';
import type { ContextRow } from '../../../src/contracts/contexts.ts';
import type { Endpoint, ResolvedEndpoint } from '../../../src/contracts/endpoint.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import type { RowTypes, ViewKind, ViewQuery, ViewSnapshot } from '../../../src/inventory/views.ts';
import { endpointText } from '../../../src/link/describe.ts';
import { createStore, type WritableStore } from '../../../src/store/create-store.ts';
import { createFakeCaptures } from './fake-captures.ts';
import { createFakeNodes, type FakeNodes } from './fake-nodes.ts';
import { nodeRows, noon, podRows, policyRows, serviceRows, workloadRows } from './fake-rows.ts';

/** The rows of the fake cluster; tests replace what they need. */
export type FakeRows = { [Kind in ViewKind]: readonly RowTypes[Kind][] };

const resources: readonly ResourceName[] = [
  'nodes',
  'namespaces',
  'pods',
  'services',
  'endpointslices',
  'networkpolicies',
  'daemonsets',
  'deployments',
  'events',
  'configmaps',
];

/** All resources in one state. */
export function allResources(freshness: Freshness): Readonly<Record<ResourceName, Freshness>> {
  return Object.fromEntries(resources.map((name) => [name, freshness])) as Record<ResourceName, Freshness>;
}

/** A healthy connected cluster, as the header sees it. */
export const connected: ClusterStatus = {
  phase: 'connected',
  context: 'prod-eu1',
  contexts: ['prod-eu1', 'staging'],
  server: 'https://10.0.0.1:6443',
  namespace: 'default',
  kubeconfigPaths: ['/home/op/.kube/config'],
  serverVersion: 'v1.34.1',
  clusterId: undefined,
  problem: undefined,
  resources: allResources({ state: 'live', asOf: noon }),
  counts: { nodes: 3, nodesNotReady: 1, pods: 8, podsNotReady: 1, services: 2, policies: 4 },
  cni: {
    name: 'flannel',
    version: 'v0.26.4',
    backend: 'vxlan',
    namespace: 'kube-flannel',
    daemonSet: { name: 'kube-flannel-ds', desired: 3, ready: 2 },
    enforcesPolicies: 'no',
    remarks: ['flannel alone enforces no NetworkPolicy'],
    agents: [1, 2, 3].map((number) => ({
      node: `worker-${number}`,
      pod: { namespace: 'kube-flannel', name: `kube-flannel-ds-${number}aaaa`, container: 'kube-flannel' },
      ready: number < 3,
      restarts: number === 3 ? 4 : 0,
      podsOnNode: 10 + number,
      podCidr: `10.244.${number}.0/24`,
    })),
  },
};

const contextRows: readonly ContextRow[] = [
  {
    name: 'prod-eu1',
    cluster: 'prod-eu1',
    user: 'night',
    namespace: 'shop',
    server: 'https://10.0.0.1:6443',
    asks: undefined,
  },
  {
    name: 'staging',
    cluster: 'staging',
    user: 'aws:night',
    namespace: 'default',
    server: 'https://10.0.1.1:6443',
    asks: 'plugin aws',
  },
];

export interface FakeCluster extends Cluster {
  /** What the operator answered to log-ins: true lends the terminal. */
  readonly logins: boolean[];
  readonly status: WritableStore<ClusterStatus>;
  /** Replaces rows; open views show them. */
  setRows(rows: Partial<FakeRows>): void;
  /** What the CNI desk tells; undefined: not looked yet. */
  readonly nodes: FakeNodes;
  readonly cniState: WritableStore<CniState | undefined>;
  readonly logged: LogLine[];
  /** Largest limit that a view was ever asked for. */
  largestLimit(): number;
}

/** A cluster in memory. */
export function createFakeCluster(initial: ClusterStatus = connected): FakeCluster {
  const status = createStore(initial);
  const rows = createStore<FakeRows>({
    nodes: nodeRows,
    pods: podRows,
    services: serviceRows,
    workloads: workloadRows,
    policies: policyRows,
    events: [],
    endpoints: [...podRows, ...workloadRows, ...serviceRows, ...nodeRows],
  });
  const logged: LogLine[] = [
    { text: 'I1123 11:58:01.000000       1 main.go:211] Created subnet manager', at: noon, notice: false },
    { text: 'E1123 11:59:12.000000       1 vxlan_network.go:204] failed to add fdb entry', at: noon, notice: false },
  ];
  const logins: boolean[] = [];
  const cniState = createStore<CniState | undefined>(undefined);
  let largest = 0;

  const view = <Kind extends ViewKind>(query: ViewQuery<Kind>) => {
    largest = Math.max(largest, query.limit);
    let current: ViewQuery<Kind> = query;
    const compute = (): ViewSnapshot<RowTypes[Kind]> => {
      const all: readonly RowTypes[Kind][] = rows.getSnapshot()[query.kind];
      const { filter, node, workload, offset, limit } = current;
      const matching = all.filter((row) => {
        if (node !== undefined && row.kind === 'pod' && row.record.node !== node) return false;
        if (workload !== undefined && row.kind === 'pod' && row.record.owner?.name !== workload.name) return false;
        const text = 'endpoint' in row ? endpointText(row.endpoint) : JSON.stringify(row);
        return filter.split(' ').every((word) => text.includes(word));
      });
      const freshness = status.getSnapshot().resources.pods;
      return {
        rows: matching.slice(offset, offset + limit),
        offset,
        matched: matching.length,
        total: all.length,
        freshness,
        filter,
      };
    };
    const store = createStore(compute());
    const stops = [rows.subscribe(() => store.set(compute())), status.subscribe(() => store.set(compute()))];
    return {
      getSnapshot: store.getSnapshot,
      subscribe: store.subscribe,
      set(change: Partial<ViewQuery<Kind>>) {
        current = { ...current, ...change };
        largest = Math.max(largest, current.limit);
        store.set(compute());
      },
      close: () => stops.forEach((stop) => stop()),
    };
  };

  return {
    status,
    logged,
    logins,
    captures: createFakeCaptures(),
    cniState,
    cni: {
      state: cniState,
      watch: () => () => {},
      refresh: async () => {},
      detail: async () => undefined,
    },
    view,
    largestLimit: () => largest,
    setRows: (change) => rows.update((all) => ({ ...all, ...change })),
    logIn: async (terminal) => {
      logins.push(terminal);
    },
    contexts: async () => contextRows,
    contextHealth: async (context) =>
      context === 'staging'
        ? { state: 'unreachable', sentence: '10.0.1.1:6443 refuses connections: nothing listens there.' }
        : { state: 'answers', version: 'v1.34.1', latency: 12.4 },
    resolve: async (endpoint) => resolveFake(endpoint),
    follow(endpoint, listener) {
      listener(resolveFake(endpoint));
      return () => {};
    },
    async find(text) {
      const row = rows.getSnapshot().endpoints.find((one) => endpointText(one.endpoint).endsWith(text));
      if (row !== undefined) return row.endpoint;
      throw new PlumblineError(`Nothing is called ${text}.`, { kind: 'usage', operation: 'find an endpoint' });
    },
    async detail(kind, namespace, name) {
      const all = rows.getSnapshot();
      const found = [...all.pods, ...all.nodes, ...all.services].find(
        ({ record }) => record.kind === kind && record.name === name && record.namespace === namespace,
      );
      if (found === undefined) {
        throw new PlumblineError(`${kind} ${namespace}/${name} is gone.`, { kind: 'not-found', operation: 'get' });
      }
      const { record } = found;
      return {
        record,
        related: [],
        events: [
          {
            kind: 'event',
            uid: 'event-1',
            name: 'event-1',
            namespace,
            createdAt: noon,
            labels: {},
            type: 'Warning',
            reason: 'BackOff',
            message: 'Back-off restarting failed container',
            count: 12,
            lastSeen: noon - 60_000,
            about: { kind: 'Pod', namespace, name, uid: record.uid },
          },
        ],
        yaml: `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`,
      };
    },
    runner: () => {
      throw new Error('the fake cluster runs nothing');
    },
    async *logs(_target, { signal }) {
      yield* logged;
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    },
    review: async () => ({ state: 'allowed' }),
    api: async () => ({}),
    nodes: createFakeNodes(),
    policies: {
      snapshot: () => Promise.reject(new Error('the fake cluster has no policies')),
      explain: async () => ({ text: 'ALLOWED by the fake cluster', openable: false }),
      findings: async () => ({ findings: [], judged: policyRows.map(({ reference }) => reference), unseen: [] }),
      matrix: async () => ({
        sources: [],
        destinations: [],
        cells: [],
        totalSources: 0,
        totalDestinations: 0,
        family: undefined,
      }),
      open: async () => ({
        yaml: 'kind: NetworkPolicy',
        line: undefined,
        pods: ['shop/backend-6b9c7d8f4-p4p7w'],
        selects: 1,
        peers: [],
        findings: [],
      }),
      onPod: async () => [
        {
          policy: { kind: 'NetworkPolicy', namespace: 'shop', name: 'backend-ingress' },
          applies: 'yes',
          directions: ['ingress'],
        },
      ],
      follow: (_link, listener) => {
        listener(declared);
        return () => {};
      },
    },
    switchContext: async (context) => status.update((current) => ({ ...current, context })),
    close: async () => {},
  };
}

/** What the fake cluster's policies declare for every link. */
const declared: DeclaredLink = {
  allowed: 'yes',
  problem: '',
  targets: 1,
  sides: {
    egress: {
      outcome: 'allow',
      basis: 'default',
      reason: '',
      decidedBy: undefined,
      isolatedBy: [],
      provided: [],
    },
    ingress: {
      outcome: 'allow',
      basis: 'policy',
      reason: '',
      decidedBy: {
        policy: { kind: 'NetworkPolicy', namespace: 'shop', name: 'backend-ingress' },
        direction: 'ingress',
        rule: 1,
        path: ['spec', 'ingress', 0],
      },
      isolatedBy: [],
      provided: [],
    },
  },
  comparable: { allowed: 'yes', reason: '', governed: true, bases: new Set(['default', 'policy']) },
  since: 0,
};

/** What an endpoint stands for in the fake cluster. */
export function resolveFake(endpoint: Endpoint): ResolvedEndpoint {
  const pod = endpoint.kind === 'pod' ? podRows.find(({ record }) => record.name === endpoint.name)?.record : undefined;
  const service =
    endpoint.kind === 'service' ? serviceRows.find(({ record }) => record.name === endpoint.name)?.record : undefined;
  return {
    endpoint,
    pod: pod && {
      namespace: pod.namespace,
      name: pod.name,
      uid: pod.uid,
      node: pod.node,
      addresses: pod.addresses,
      hostNetwork: false,
      ready: pod.ready,
      containers: ['app'],
    },
    addresses: pod?.addresses ?? service?.clusterAddresses ?? (endpoint.kind === 'ip' ? [endpoint.address] : []),
    dnsName: endpoint.kind === 'host' ? endpoint.name : undefined,
    ports: pod || service ? [{ name: 'http', port: 8080, protocol: 'TCP' }] : [],
    node: pod?.node,
    problem: undefined,
    at: noon,
  };
}
