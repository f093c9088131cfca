import type { WorkloadKind } from '../contracts/endpoint.ts';
import { type Inventory, isFinished } from './inventory.ts';
import type { PodRecord } from './records.ts';
import type { WorkloadRow } from './views.ts';

const kinds: ReadonlySet<string> = new Set<WorkloadKind>([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
]);

/** Whether a controller's kind is one that an endpoint can follow. */
export function isWorkloadKind(kind: string): kind is WorkloadKind {
  return kinds.has(kind);
}

/** The pods of a workload, in name order. */
export function podsOfWorkload(
  inventory: Inventory,
  kind: string,
  namespace: string,
  name: string,
): readonly PodRecord[] {
  return [...inventory.pods.inNamespace(namespace)]
    .filter((pod) => pod.owner?.kind === kind && pod.owner.name === name)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Pods grouped by the controller that owns them, and controllers that have no pods now. */
export function workloadRows(inventory: Inventory): readonly WorkloadRow[] {
  const rows = new Map<string, { namespace: string; kind: WorkloadKind; name: string; pods: number; ready: number }>();
  const rowOf = (namespace: string, kind: WorkloadKind, name: string) => {
    const key = `${namespace}/${kind}/${name}`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const row = { namespace, kind, name, pods: 0, ready: 0 };
    rows.set(key, row);
    return row;
  };
  for (const deployment of inventory.deployments.values()) rowOf(deployment.namespace, 'Deployment', deployment.name);
  for (const set of inventory.daemonsets.values()) rowOf(set.namespace, 'DaemonSet', set.name);
  for (const pod of inventory.pods.values()) {
    if (pod.owner === undefined || !isWorkloadKind(pod.owner.kind) || isFinished(pod)) continue;
    const row = rowOf(pod.namespace, pod.owner.kind, pod.owner.name);
    row.pods += 1;
    if (pod.ready) row.ready += 1;
  }
  return [...rows.values()].map(({ namespace, kind, name, pods, ready }) => ({
    kind: 'workload',
    endpoint: { kind: 'workload', workload: kind, namespace, name },
    namespace,
    name,
    workload: kind,
    pods,
    podsReady: ready,
  }));
}
