import type {
  AccessAnswer,
  AccessQuestion,
  Cluster,
  ClusterStatus,
  ResourceName,
} from '../../../../src/contracts/cluster.ts';
import type { ClusterId } from '../../../../src/contracts/change.ts';
import { createStore } from '../../../../src/store/create-store.ts';

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

export const connected: ClusterStatus = {
  phase: 'connected',
  context: 'prod-eu1',
  contexts: ['prod-eu1'],
  server: 'https://10.0.0.1:6443',
  namespace: 'shop',
  kubeconfigPaths: [],
  serverVersion: 'v1.33.1',
  clusterId: 'b7c0a4b0' as ClusterId,
  problem: undefined,
  resources: Object.fromEntries(resources.map((name) => [name, { state: 'waiting' }])) as ClusterStatus['resources'],
  counts: { nodes: 0, nodesNotReady: 0, pods: 0, podsNotReady: 0, services: 0, policies: 0 },
  cni: undefined,
};

/** A cluster that has a status and answers reviews; everything else is not the doctor's to ask. */
export function fakeCluster(
  status: ClusterStatus,
  review: (question: AccessQuestion) => Promise<AccessAnswer>,
): Cluster & { closed: boolean; set(status: ClusterStatus): void } {
  const store = createStore(status);
  const notAsked = (): never => {
    throw new Error('the doctor does not ask this');
  };
  return {
    status: store,
    set: store.set,
    closed: false,
    review,
    logIn: notAsked,
    contexts: notAsked,
    contextHealth: notAsked,
    api: () => Promise.reject(new Error('nodes cannot be read')),
    view: notAsked,
    resolve: notAsked,
    follow: notAsked,
    find: notAsked,
    detail: notAsked,
    runner: notAsked,
    logs: notAsked,
    cni: {
      state: { getSnapshot: notAsked, subscribe: notAsked },
      watch: notAsked,
      refresh: notAsked,
      detail: notAsked,
    },
    nodes: {
      known: { getSnapshot: notAsked, subscribe: notAsked },
      runner: notAsked,
      way: notAsked,
      adopt: notAsked,
      hostKeys: { offered: { getSnapshot: notAsked, subscribe: notAsked }, trust: notAsked },
    },
    captures: { propose: notAsked, start: notAsked },
    policies: {
      snapshot: notAsked,
      follow: notAsked,
      explain: notAsked,
      findings: notAsked,
      matrix: notAsked,
      open: notAsked,
      onPod: notAsked,
    },
    switchContext: notAsked,
    close() {
      this.closed = true;
      return Promise.resolve();
    },
  };
}
