import { describePolicy, type PolicyWords } from '../policy/kubernetes/describe.ts';
import { matchesSelector } from '../policy/kubernetes/selector.ts';
import { plainPod } from './prune/packed-pod.ts';
import { type Inventory, isFinished } from './inventory.ts';
import type { NodeRecord, PodRecord, PolicyRecord, ServiceRecord } from './records.ts';
import type { NodeRow, PodRow, PolicyRow, ServiceRow } from './views.ts';

export function nodeRow(node: NodeRecord, inventory: Inventory): NodeRow {
  let pods = 0;
  let notReady = 0;
  for (const pod of inventory.podsOnNode(node.name)) {
    if (isFinished(pod)) continue;
    pods += 1;
    if (!pod.ready) notReady += 1;
  }
  return {
    kind: 'node',
    record: node,
    endpoint: { kind: 'node', name: node.name },
    pods,
    podsNotReady: notReady,
    problem: nodeProblem(node),
  };
}

const pressures: ReadonlySet<string> = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure']);

/** The worst that a node's conditions say, in one word or two; undefined when nothing does. */
export function nodeProblem(node: NodeRecord): string | undefined {
  if (node.saved === true) return 'as saved';
  if (node.ready === 'Unknown') return 'NotReady (no word from kubelet)';
  if (node.ready === 'False') return 'NotReady';
  if (node.conditions.some((condition) => condition.type === 'NetworkUnavailable' && condition.status === 'True'))
    return 'NetworkUnavailable';
  const pressure = node.conditions.find((condition) => pressures.has(condition.type) && condition.status === 'True');
  if (pressure !== undefined) return pressure.type;
  if (node.unschedulable) return 'cordoned';
  return undefined;
}

export function podRow(pod: PodRecord): PodRow {
  return {
    kind: 'pod',
    record: plainPod(pod),
    endpoint: { kind: 'pod', namespace: pod.namespace, name: pod.name, uid: pod.uid },
  };
}

export function serviceRow(service: ServiceRecord, inventory: Inventory): ServiceRow {
  const slices = [...inventory.slicesOfService(service.namespace, service.name)];
  // Dual-stack services have slices of each family with the same pods: one family counts.
  const family = slices.some((slice) => slice.addressType === 'IPv4') ? 'IPv4' : slices[0]?.addressType;
  // An endpoint that moves from one slice to another is in both for a moment.
  const all = new Map<string, boolean>();
  for (const slice of slices) {
    if (slice.addressType !== family) continue;
    for (const { addresses, ready } of slice.endpoints) {
      const [address = ''] = addresses;
      all.set(address, ready || all.get(address) === true);
    }
  }
  return {
    kind: 'service',
    record: service,
    endpoint: { kind: 'service', namespace: service.namespace, name: service.name },
    backendsReady: [...all.values()].filter((ready) => ready).length,
    backends: all.size,
  };
}

const wordsOfPolicy = new WeakMap<PolicyRecord, PolicyWords>();

export function policyRow(policy: PolicyRecord, inventory: Inventory): PolicyRow {
  const words = wordsOfPolicy.get(policy) ?? describePolicy(policy.spec);
  wordsOfPolicy.set(policy, words);
  const { namespace, name } = policy;
  return {
    kind: 'policy',
    record: policy,
    reference: { kind: 'NetworkPolicy', namespace, name },
    podsSelected: selectedPods(policy, inventory).length,
    ...words,
  };
}

/** The running pods that a policy surely selects. */
export function selectedPods(policy: PolicyRecord, inventory: Inventory): readonly PodRecord[] {
  const selector = policy.spec.podSelector ?? {};
  return [...inventory.pods.inNamespace(policy.namespace)].filter(
    (pod) => !isFinished(pod) && matchesSelector(selector, pod.labels) === true,
  );
}
