import type { ClusterStatus, ContextChoice, Freshness, ResourceName } from '../contracts/cluster.ts';

/** What is known of a cluster before its worker has said anything. */
export function initialStatus(choice: ContextChoice): ClusterStatus {
  const waiting: Freshness = { state: 'waiting' };
  const resources: Record<ResourceName, Freshness> = {
    nodes: waiting,
    namespaces: waiting,
    pods: waiting,
    services: waiting,
    endpointslices: waiting,
    networkpolicies: waiting,
    daemonsets: waiting,
    deployments: waiting,
    events: waiting,
    configmaps: waiting,
  };
  return {
    phase: 'opening',
    context: choice.context ?? '',
    contexts: [],
    server: '',
    namespace: choice.namespace ?? '',
    kubeconfigPaths: [],
    serverVersion: undefined,
    clusterId: undefined,
    problem: undefined,
    resources,
    counts: { nodes: 0, nodesNotReady: 0, pods: 0, podsNotReady: 0, services: 0, policies: 0 },
    cni: undefined,
  };
}
