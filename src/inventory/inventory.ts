import type { Instant } from '../contracts/time.ts';
import type {
  ConfigMapRecord,
  DaemonSetRecord,
  DeploymentRecord,
  EndpointSliceRecord,
  EventRecord,
  NamespaceRecord,
  NodeRecord,
  PodRecord,
  PolicyObjectRecord,
  PolicyRecord,
  ServiceRecord,
} from './records.ts';
import { ApiGroups } from './api-groups.ts';
import { ChangeLog } from './change-log.ts';
import { PodCounts } from './pod-counts.ts';
import { GroupIndex, Table } from './table.ts';
import { Tombstones } from './tombstones.ts';

/** A busy cluster has tens of thousands of events; the newest are what an operator reads. */
const eventLimit = 10_000;
/** As many changes of pods as a large cluster's rolling updates make in two seconds. */
const rememberedChanges = 2_000;

/** Everything that is known of one cluster's objects, with the indexes that the views and the resolver need. */
export interface Inventory {
  readonly nodes: Table<NodeRecord>;
  readonly namespaces: Table<NamespaceRecord>;
  readonly pods: Table<PodRecord>;
  readonly services: Table<ServiceRecord>;
  readonly endpointslices: Table<EndpointSliceRecord>;
  readonly networkpolicies: Table<PolicyRecord>;
  /** Of several kinds: names are not unique here, uids are. */
  readonly policyobjects: Table<PolicyObjectRecord>;
  readonly daemonsets: Table<DaemonSetRecord>;
  readonly deployments: Table<DeploymentRecord>;
  readonly events: Table<EventRecord>;
  readonly configmaps: Table<ConfigMapRecord>;
  readonly apiGroups: ApiGroups;
  readonly podCounts: Pick<PodCounts, 'running' | 'notReady' | 'agentChanges'>;
  readonly podChanges: Pick<ChangeLog<PodRecord>, 'position' | 'since'>;
  podsOnNode(node: string): ReadonlySet<PodRecord>;
  /** When the last pod of that name vanished; undefined when none did that is remembered. */
  deletedPod(namespace: string, name: string): Instant | undefined;
  slicesOfService(namespace: string, service: string): ReadonlySet<EndpointSliceRecord>;
}

/** An empty inventory; `now` dates the deletions. */
export function createInventory(now: () => Instant = Date.now): Inventory {
  const tombstones = new Tombstones(now);
  const byNode = new GroupIndex<PodRecord>((pod) => (pod.node === '' ? [] : [pod.node]));
  const byService = new GroupIndex<EndpointSliceRecord>((slice) =>
    slice.service === '' ? [] : [`${slice.namespace}/${slice.service}`],
  );
  const podChanges = new ChangeLog<PodRecord>(rememberedChanges);
  const podCounts = new PodCounts(isFinished);
  return {
    nodes: new Table(),
    namespaces: new Table(),
    pods: new Table<PodRecord>([byNode, tombstones, podCounts, podChanges]),
    services: new Table(),
    endpointslices: new Table([byService]),
    networkpolicies: new Table(),
    policyobjects: new Table(),
    daemonsets: new Table(),
    deployments: new Table(),
    events: new Table([], eventLimit),
    configmaps: new Table(),
    apiGroups: new ApiGroups(),
    podCounts,
    podChanges,
    podsOnNode: (node) => byNode.get(node),
    deletedPod: (namespace, name) => tombstones.get(namespace, name),
    slicesOfService: (namespace, service) => byService.get(`${namespace}/${service}`),
  };
}

/** A pod that has run to its end: it holds no address and serves nobody, but its object stays. */
export function isFinished(pod: PodRecord): boolean {
  return pod.phase === 'Succeeded' || pod.phase === 'Failed';
}
