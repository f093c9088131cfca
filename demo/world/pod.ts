import { kubernetesTime, stableUid } from './identity.ts';
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
    imageID: `${container.image.replace(/:[^:/]*$/, '')}@sha256:${stableUid(container.image).replaceAll('-', '').repeat(2)}`,
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

function ownLabels(owner: Workload, name: string): Record<string, string> {
  const labels = { ...owner.spec.template.metadata.labels };
  if (owner.kind === 'StatefulSet') {
    labels['statefulset.kubernetes.io/pod-name'] = name;
    labels['apps.kubernetes.io/pod-index'] = name.slice(name.lastIndexOf('-') + 1);
  }
  if (owner.kind !== 'ReplicaSet') labels['controller-revision-hash'] = stableUid(owner.metadata.uid ?? '').slice(0, 8);
  return labels;
}

/** A running pod of a workload, as the scheduler and the kubelet would leave it. */
export function makePod({ owner, name, uid, place, createdAt }: PodPlan): Pod {
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
