import type { CniSummary } from '../../cni/summary.ts';
import type { Freshness, ResourceName } from '../../contracts/cluster.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { EndpointSliceRecord, Labels, PodRecord, PolicyRecord, ServiceRecord } from '../../inventory/records.ts';
import type { NodeParty, PodParty } from '../model/party.ts';
import type { PolicyObject, PolicySnapshot, ServiceParty } from '../model/snapshot.ts';
import { enforcementOf } from './enforcement.ts';
import { policyObjectOf } from './policy-object.ts';
import { podParty } from './pod-party.ts';
import { serviceParty } from './service-party.ts';

/** What a snapshot is made of besides the objects. */
export interface SnapshotCircumstances {
  readonly cni: CniSummary | undefined;
  readonly freshness: (resource: ResourceName) => Freshness;
  /** How true what is known of NetworkPolicies in one namespace is: they may be readable in some only. */
  readonly policiesIn: (namespace: string) => Freshness;
  /** What of the cluster is not seen at all, as sentences: other namespaces, above all. */
  readonly unseen: readonly string[];
  /** Of each kind of policy beside NetworkPolicy, by its name for sentences. */
  readonly policyFreshness: ReadonlyMap<string, Freshness>;
}

/** Which pods and services a snapshot holds. */
export interface SnapshotExtent {
  readonly pods: Iterable<PodRecord>;
  readonly services: Iterable<ServiceRecord>;
}

/**
 * Everything that verdicts are made of, from the inventory as it is now. Pure. All pods and services unless an extent is given: a
 * flow is judged by its own ends, and a large cluster has many others.
 */
export function snapshotOf(
  inventory: Inventory,
  circumstances: SnapshotCircumstances,
  extent: SnapshotExtent = { pods: inventory.pods.values(), services: inventory.services.values() },
): PolicySnapshot {
  const labels = namespaceLabels(inventory);
  // What ServiceAccounts are labelled with is not read: a selector on it is undecidable.
  const pods = Array.from(extent.pods, (pod) => podParty(pod, labels.get(pod.namespace), undefined));
  return snapshotWith(inventory, circumstances, { pods, services: extent.services });
}

/** The labels of every namespace. */
export function namespaceLabels({ namespaces }: Inventory): ReadonlyMap<string, Labels> {
  const labels = new Map<string, Labels>();
  for (const namespace of namespaces.values()) labels.set(namespace.name, namespace.labels);
  return labels;
}

/** The same of pods that were made parties before. */
export function snapshotWith(
  inventory: Inventory,
  circumstances: SnapshotCircumstances,
  { pods, services }: { readonly pods: readonly PodParty[]; readonly services: Iterable<ServiceRecord> },
): PolicySnapshot {
  return {
    pods,
    nodes: Array.from(
      inventory.nodes.values(),
      ({ name, labels, internalAddresses }): NodeParty => ({
        kind: 'node',
        name,
        labels,
        addresses: internalAddresses,
      }),
    ),
    namespaces: namespaceLabels(inventory),
    services: Array.from(services, (service) =>
      serviceParty(service, backendsOf(inventory.slicesOfService(service.namespace, service.name))),
    ),
    objects: policyObjects(inventory),
    enforcement: enforcementOf(circumstances.cni, inventory.configmaps.byName('kube-system', 'cilium-config')?.data),
    missing: missingOf(circumstances, new Set(pods.map(({ namespace }) => namespace))),
    unseen: circumstances.unseen,
  };
}

function policyObjects({ networkpolicies, policyobjects }: Inventory): readonly PolicyObject[] {
  return [
    ...Array.from(networkpolicies.values(), networkPolicyObject),
    ...Array.from(policyobjects.values(), policyObjectOf),
  ];
}

/** The same object for the same record: what was compiled from it need not be compiled again. */
const objectOfRecord = new WeakMap<PolicyRecord, PolicyObject>();

function networkPolicyObject(record: PolicyRecord): PolicyObject {
  const known = objectOfRecord.get(record);
  if (known !== undefined) return known;
  const { namespace, name, labels, spec } = record;
  const made: PolicyObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace,
    name,
    labels,
    spec,
  };
  objectOfRecord.set(record, made);
  return made;
}

function backendsOf(slices: Iterable<EndpointSliceRecord>): ServiceParty['backends'] {
  return [...slices].flatMap((slice) =>
    slice.endpoints.flatMap(({ addresses, ready }) =>
      addresses.map((address) => ({ address, ready, ports: slice.ports })),
    ),
  );
}

/** What policies or their selectors need and could not be read, as sentences. */
function missingOf(
  { freshness, policiesIn, policyFreshness }: SnapshotCircumstances,
  namespaces: ReadonlySet<string>,
): readonly string[] {
  const whole = freshness('networkpolicies');
  // Read namespace by namespace, those that may not be read do not count in the whole.
  const single = whole.state === 'live' ? [...namespaces].filter((one) => policiesIn(one).state === 'denied') : [];
  const asked: readonly (readonly [string, Freshness])[] = [
    ['NetworkPolicies', whole],
    ...single.map((one) => [`NetworkPolicies of namespace ${one}`, policiesIn(one)] as const),
    ...policyFreshness,
  ];
  return asked.flatMap(([what, state]) => {
    switch (state.state) {
      case 'denied':
        return [`${what} may not be read: ${state.sentence}`];
      case 'waiting':
        return [`${what} have not been read yet.`];
      case 'catching-up':
        return state.asOf === undefined ? [`${what} are still being read.`] : [];
      case 'stale':
        return state.asOf === undefined ? [`${what} could not be read: ${state.sentence}`] : [];
      case 'live':
        return [];
    }
  });
}
