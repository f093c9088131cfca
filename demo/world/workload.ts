import { kubernetesTime, stableSuffix, stableUid } from './identity.ts';
import { makePod, type PodPlace } from './pod.ts';
import type { ContainerPort, Pod, PodSpec, Workload } from './shapes.ts';
import type { KubernetesObject, WorldContainer, WorldImage, WorldListener } from './types.ts';

/** One container of a workload: what its manifest says and how it behaves. */
interface ContainerPlan {
  readonly name: string;
  readonly image: WorldImage;
  readonly listeners: readonly WorldListener[];
  readonly logs: WorldContainer['logs'];
  /** Names of ports by number; `NetworkPolicy` and services refer to them. */
  readonly portNames?: Readonly<Record<number, string>>;
  /** Further fields of the manifest: args, env, securityContext, probes. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** A workload with the nodes its first pods stand on, in order. */
export interface WorkloadPlan {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly nodes: readonly string[];
  readonly hostNetwork?: boolean;
  readonly serviceAccount?: string;
  readonly containers: readonly ContainerPlan[];
  /** How long ago it was created, milliseconds. */
  readonly age: number;
}

export interface BuiltWorkload {
  readonly objects: readonly KubernetesObject[];
  readonly containers: readonly WorldContainer[];
}

function portsOf(plan: ContainerPlan): ContainerPort[] {
  return plan.listeners.map(({ port, protocol }) => {
    const name = plan.portNames?.[port];
    return { ...(name === undefined ? {} : { name }), containerPort: port, protocol };
  });
}

function podSpecOf(plan: WorkloadPlan): PodSpec {
  const system = plan.hostNetwork === true;
  return {
    serviceAccountName: plan.serviceAccount ?? 'default',
    containers: plan.containers.map((container) => ({
      name: container.name,
      image: container.image.image,
      imagePullPolicy: 'IfNotPresent',
      ports: portsOf(container),
      ...container.manifest,
    })),
    dnsPolicy: system ? 'ClusterFirstWithHostNet' : 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    ...(system ? { hostNetwork: true, priorityClassName: 'system-node-critical' } : {}),
    tolerations: system ? [{ operator: 'Exists' }] : [],
  };
}

function controllerStatus(plan: WorkloadPlan): Record<string, unknown> {
  const count = plan.nodes.length;
  if (plan.kind === 'DaemonSet') {
    return {
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberAvailable: count,
      numberMisscheduled: 0,
      numberReady: count,
      observedGeneration: 1,
      updatedNumberScheduled: count,
    };
  }
  return {
    observedGeneration: 1,
    replicas: count,
    readyReplicas: count,
    availableReplicas: count,
    updatedReplicas: count,
  };
}

function makeController(plan: WorkloadPlan, now: number): Workload {
  const labels = { ...plan.labels };
  return {
    apiVersion: 'apps/v1',
    kind: plan.kind,
    metadata: {
      name: plan.name,
      namespace: plan.namespace,
      uid: stableUid(`${plan.kind}/${plan.namespace}/${plan.name}`),
      generation: 1,
      creationTimestamp: kubernetesTime(now - plan.age),
      labels,
      ...(plan.kind === 'Deployment' ? { annotations: { 'deployment.kubernetes.io/revision': '1' } } : {}),
    },
    spec: {
      ...(plan.kind === 'DaemonSet' ? {} : { replicas: plan.nodes.length }),
      ...(plan.kind === 'StatefulSet' ? { serviceName: plan.name, podManagementPolicy: 'OrderedReady' } : {}),
      selector: { matchLabels: labels },
      template: { metadata: { labels: { ...labels } }, spec: podSpecOf(plan) },
      ...(plan.kind === 'Deployment'
        ? { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } } }
        : { updateStrategy: { type: 'RollingUpdate' } }),
    },
    status: {
      ...controllerStatus(plan),
      ...(plan.kind === 'Deployment'
        ? {
            conditions: [
              {
                type: 'Available',
                status: 'True',
                reason: 'MinimumReplicasAvailable',
                message: 'Deployment has minimum availability.',
                lastUpdateTime: kubernetesTime(now - plan.age),
                lastTransitionTime: kubernetesTime(now - plan.age),
              },
            ],
          }
        : {}),
    },
  };
}

/** The ReplicaSet that stands between a Deployment and its pods. */
function makeReplicaSet(deployment: Workload, plan: WorkloadPlan): Workload {
  const hash = stableSuffix(`template/${plan.namespace}/${plan.name}`, 10);
  const labels = { ...plan.labels, 'pod-template-hash': hash };
  const name = `${plan.name}-${hash}`;
  const count = plan.nodes.length;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: plan.namespace,
      uid: stableUid(`ReplicaSet/${plan.namespace}/${name}`),
      generation: 1,
      creationTimestamp: deployment.metadata.creationTimestamp ?? '',
      labels: { ...labels },
      annotations: {
        'deployment.kubernetes.io/desired-replicas': `${count}`,
        'deployment.kubernetes.io/revision': '1',
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: plan.name,
          uid: deployment.metadata.uid ?? '',
          controller: true,
        },
      ],
    },
    spec: {
      replicas: count,
      selector: { matchLabels: { ...labels } },
      template: { metadata: { labels: { ...labels } }, spec: structuredClone(deployment.spec.template.spec) },
    },
    status: {
      observedGeneration: 1,
      replicas: count,
      fullyLabeledReplicas: count,
      readyReplicas: count,
      availableReplicas: count,
    },
  };
}

/** Makes the controller, its ReplicaSet and its pods; `place` gives every pod its node and address. */
export function buildWorkload(
  plan: WorkloadPlan,
  place: (node: string, hostNetwork: boolean) => PodPlace,
  now: number,
): BuiltWorkload {
  const controller = makeController(plan, now);
  const replicaSet = plan.kind === 'Deployment' ? makeReplicaSet(controller, plan) : undefined;
  const owner = replicaSet ?? controller;
  const pods: Pod[] = plan.nodes.map((node, index) => {
    const name =
      plan.kind === 'StatefulSet'
        ? `${plan.name}-${index}`
        : `${owner.metadata.name}-${stableSuffix(`${plan.namespace}/${plan.name}/${node}/${index}`, 5)}`;
    return makePod({
      owner,
      name,
      uid: stableUid(`Pod/${plan.namespace}/${name}`),
      place: place(node, plan.hostNetwork === true),
      createdAt: now - plan.age + 2000 * (index + 1),
    });
  });
  return {
    objects: [controller, ...(replicaSet === undefined ? [] : [replicaSet]), ...pods],
    containers: plan.containers.map((container) => ({
      namespace: plan.namespace,
      podPrefix: `${plan.name}-`,
      container: container.name,
      image: container.image,
      listeners: container.listeners,
      logs: container.logs,
    })),
  };
}
