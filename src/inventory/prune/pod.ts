import type { ContainerRecord, Labels, PodRecord } from '../records.ts';
import { type Fields, fieldsOf, instantOf, listOf, numberOf, textOf } from './fields.ts';
import { conditionsOf, identityOf, protocolOf } from './identity.ts';
import type { Interner } from './intern.ts';
import { isReady, podStatus } from './pod-status.ts';

/** Which conditions a pod record carries: those that are not True, or all, for the one pod that is looked at. */
export type ConditionsKept = 'not-true' | 'all';

/** v1 Pod to its slim record; undefined for what is no object. */
export function prunePod(pod: Fields, interner: Interner, kept: ConditionsKept = 'not-true'): PodRecord | undefined {
  const identity = identityOf(pod, interner);
  if (identity === undefined) return undefined;
  const metadata = fieldsOf(pod, 'metadata');
  const spec = fieldsOf(pod, 'spec');
  const status = fieldsOf(pod, 'status');
  const containers = [
    ...containersOf(spec, 'containers', status, 'containerStatuses', 'app', interner),
    ...containersOf(spec, 'initContainers', status, 'initContainerStatuses', 'init', interner),
    ...containersOf(spec, 'ephemeralContainers', status, 'ephemeralContainerStatuses', 'ephemeral', interner),
  ];
  const apps = containers.filter((container) => container.role === 'app');
  return {
    kind: 'pod',
    ...identity,
    node: interner.text(textOf(spec, 'nodeName')),
    phase: interner.text(textOf(status, 'phase') || 'Unknown'),
    status: interner.text(podStatus(pod)),
    ready: isReady(status),
    readyContainers: apps.filter((container) => container.ready).length,
    restarts: apps.reduce((sum, container) => sum + container.restarts, 0),
    addresses: addressesOf(status),
    hostNetwork: spec['hostNetwork'] === true,
    serviceAccount: interner.text(textOf(spec, 'serviceAccountName')),
    owner: ownerOf(metadata, identity.labels, interner),
    containers: sharedList(containers, interner),
    conditions: podConditions(status, interner, kept),
    deletedAt: instantOf(metadata, 'deletionTimestamp'),
  };
}

const noConditions: PodRecord['conditions'] = Object.freeze([]);

/** Five conditions that say that all is well, times every pod, would be a quarter of the inventory. */
function podConditions(status: Fields, interner: Interner, kept: ConditionsKept): PodRecord['conditions'] {
  const all = conditionsOf(status, interner);
  if (kept === 'all') return all;
  const notTrue = all.filter((condition) => condition.status !== 'True');
  return notTrue.length === 0 ? noConditions : notTrue;
}

function addressesOf(status: Fields): readonly string[] {
  const listed = listOf(status, 'podIPs')
    .map((address) => textOf(address, 'ip'))
    .filter((address) => address !== '');
  // A copy has room for just these; what `filter` gives has room for a dozen more, in every pod.
  if (listed.length > 0) return listed.slice();
  const single = textOf(status, 'podIP');
  return single === '' ? [] : [single];
}

/** The owning controller; a ReplicaSet that carries its Deployment's template hash is that Deployment. */
function ownerOf(metadata: Fields, labels: Labels, interner: Interner): PodRecord['owner'] {
  const reference = listOf(metadata, 'ownerReferences').find((one) => one['controller'] === true);
  if (reference === undefined) return undefined;
  const kind = textOf(reference, 'kind');
  const name = textOf(reference, 'name');
  const hash = labels['pod-template-hash'];
  const owner =
    kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`)
      ? { kind: 'Deployment', name: name.slice(0, -hash.length - 1) }
      : { kind, name };
  return interner.shared(`owner ${owner.kind}/${owner.name}`, () => owner);
}

/** States that pass are not kept for others: with every rollout there would be new ones of every workload. */
const isLasting = (container: ContainerRecord): boolean => container.ready || container.state.startsWith('terminated');

/** The list itself is shared too: its members already are. */
function sharedList(containers: readonly ContainerRecord[], interner: Interner): readonly ContainerRecord[] {
  if (!containers.every(isLasting)) return containers.slice();
  const key = containers.map((one) => interner.number(one)).join();
  return interner.shared(`containers ${key}`, () => Object.freeze(containers.slice()));
}

function containersOf(
  spec: Fields,
  specKey: string,
  status: Fields,
  statusKey: string,
  role: ContainerRecord['role'],
  interner: Interner,
): readonly ContainerRecord[] {
  const statuses = listOf(status, statusKey);
  return listOf(spec, specKey).map((container) => {
    const name = textOf(container, 'name');
    const current = statuses.find((one) => textOf(one, 'name') === name);
    const record: ContainerRecord = {
      name: interner.text(name),
      image: interner.text(textOf(container, 'image')),
      ready: current?.['ready'] === true,
      restarts: current === undefined ? 0 : (numberOf(current, 'restartCount') ?? 0),
      state: stateText(current === undefined ? {} : fieldsOf(current, 'state')),
      ports: listOf(container, 'ports').map((port) => ({
        name: textOf(port, 'name'),
        port: numberOf(port, 'containerPort') ?? 0,
        protocol: protocolOf(port),
      })),
      role,
      ...(role === 'init' && container['restartPolicy'] === 'Always' ? { sidecar: true as const } : {}),
    };
    if (!isLasting(record)) return record;
    // Replicas of one workload differ in nothing that is kept here.
    return interner.shared(`container ${JSON.stringify(record)}`, () => Object.freeze(record));
  });
}

function stateText(state: Fields): string {
  if ('running' in state) return 'running';
  if ('terminated' in state) {
    const terminated = fieldsOf(state, 'terminated');
    return `terminated: ${textOf(terminated, 'reason') || `exit code ${numberOf(terminated, 'exitCode') ?? 'unknown'}`}`;
  }
  const reason = textOf(fieldsOf(state, 'waiting'), 'reason');
  return reason === '' ? 'waiting' : `waiting: ${reason}`;
}
