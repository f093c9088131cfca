import { kubernetesTime, stableUid } from './identity.ts';
import { imageDigest } from './image-name.ts';
import type { Condition, Container, ContainerStatus, Pod, PodSpec, PodStatus, Workload } from './shapes.ts';

/** Where a pod stands. A host-network pod has its node's address. */
export interface PodPlace {
  readonly node: string;
  readonly hostAddress: string;
  readonly address: string;
}

export interface PodPlan {
  /** The ReplicaSet, StatefulSet or DaemonSet that owns it. */
  readonly owner: Workload;
  readonly name: string;
  readonly uid: string;
  readonly place: PodPlace;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

function condition(type: string, at: string): Condition {
  return { type, status: 'True', lastProbeTime: null, lastTransitionTime: at };
}

/** The status of a container that has been running since `startedAt` (RFC 3339). */
export function containerStatus(container: Container, podUid: string, startedAt: string): ContainerStatus {
  return {
    name: container.name,
    ready: true,
    started: true,
    restartCount: 0,
    image: container.image,
    imageID: imageDigest(container.image),
    containerID: `containerd://${stableUid(`${podUid}/${container.name}`).replaceAll('-', '').repeat(2)}`,
    state: { running: { startedAt } },
    lastState: {},
  };
}

/** The status of a pod that has been running since `createdAt`, every container ready. */
export function runningStatus(spec: PodSpec, uid: string, place: PodPlace, createdAt: number): PodStatus {
  const created = kubernetesTime(createdAt);
  const started = kubernetesTime(createdAt + 2000);
  return {
    phase: 'Running',
    conditions: [
      condition('PodReadyToStartContainers', started),
      condition('Initialized', created),
      condition('Ready', started),
      condition('ContainersReady', started),
      condition('PodScheduled', created),
    ],
    hostIP: place.hostAddress,
    hostIPs: [{ ip: place.hostAddress }],
    podIP: place.address,
    podIPs: [{ ip: place.address }],
    startTime: created,
    qosClass: 'BestEffort',
    containerStatuses: spec.containers.map((container) => containerStatus(container, uid, started)),
  };
}

/** The value with the keys of its maps in order, so that the same template always reads the same. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}

/** What tells the pods of one version of a template from those of another: label controller-revision-hash. */
export const templateHash = ({ spec }: Workload): string =>
  stableUid(JSON.stringify(inOrder(spec.template))).slice(0, 8);

function ownLabels(owner: Workload, name: string): Record<string, string> {
  const labels = { ...owner.spec.template.metadata.labels };
  if (owner.kind === 'StatefulSet') {
    labels['statefulset.kubernetes.io/pod-name'] = name;
    labels['apps.kubernetes.io/pod-index'] = name.slice(name.lastIndexOf('-') + 1);
  }
  if (owner.kind !== 'ReplicaSet') labels['controller-revision-hash'] = templateHash(owner);
  return labels;
}

/** A running pod of a workload, as the scheduler and the kubelet would leave it. */
export function makePod({ owner, name, uid, place, createdAt }: PodPlan): Pod {
  const { annotations } = owner.spec.template.metadata;
  const spec: PodSpec = { ...structuredClone(owner.spec.template.spec), nodeName: place.node };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      ...(owner.kind === 'StatefulSet' ? {} : { generateName: `${owner.metadata.name}-` }),
      uid,
      creationTimestamp: kubernetesTime(createdAt),
      labels: ownLabels(owner, name),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
      ownerReferences: [
        {
          apiVersion: owner.apiVersion,
          kind: owner.kind,
          name: owner.metadata.name,
          uid: owner.metadata.uid ?? '',
          controller: true,
        },
      ],
    },
    spec,
    status: runningStatus(spec, uid, place, createdAt),
  };
}
