import { isWorkload } from '../../world/guards.ts';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { kubernetesTime, stableSuffix } from '../../world/identity.ts';
import { makeEvent } from '../../world/events.ts';
import { isReady } from '../../world/endpoint-slice.ts';
import type { Pod, PodTemplate, Workload } from '../../world/shapes.ts';
import type { Controller, ControlPlane } from './controller.ts';
import { isTerminating, podsOf } from './pods.ts';

const hashLabel = 'pod-template-hash';
const revisionAnnotation = 'deployment.kubernetes.io/revision';

function withoutHash({ metadata, spec }: PodTemplate): PodTemplate {
  const { [hashLabel]: _, ...labels } = metadata.labels;
  return { metadata: { ...metadata, labels }, spec };
}

const revisionOf = ({ metadata }: Workload): number => Number(metadata.annotations?.[revisionAnnotation] ?? 0) || 0;

function newReplicaSet(deployment: Workload, revision: number, now: number): Workload {
  const { template, replicas = 1 } = deployment.spec;
  const { name, namespace = '', uid = '' } = deployment.metadata;
  const hash = stableSuffix(JSON.stringify([uid, template]), 10);
  const labels = { ...template.metadata.labels, [hashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      uid: randomUUID(),
      generation: 1,
      creationTimestamp: kubernetesTime(now),
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(replicas),
        [revisionAnnotation]: String(revision),
      },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true }],
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}

function scale({ store, now }: ControlPlane, deployment: Workload, replicaSet: Workload, replicas: number): void {
  const before = replicaSet.spec.replicas ?? 0;
  if (before === replicas) return;
  store.put('replicasets', { ...replicaSet, spec: { ...replicaSet.spec, replicas } });
  const direction = before < replicas ? 'up' : 'down';
  const message = `Scaled ${direction} replica set ${replicaSet.metadata.name} from ${before} to ${replicas}`;
  const event = { about: deployment, type: 'Normal', reason: 'ScalingReplicaSet', message } as const;
  store.put('events', makeEvent({ ...event, component: 'deployment-controller', at: now() }));
}

/** Whether a ReplicaSet has its Deployment's present template. */
export const isCurrent = (deployment: Workload, { spec }: Workload): boolean =>
  isDeepStrictEqual(withoutHash(spec.template), deployment.spec.template);

/** A quarter more pods than wanted may there be while a rollout goes on, as a Deployment has it unless told otherwise. */
const surge = (replicas: number): number => Math.ceil(replicas / 4);

/** Lets the new ReplicaSet grow into what is free, and the old ones shrink as its pods become ready. */
function rollOut(plane: ControlPlane, deployment: Workload, current: Workload, old: readonly Workload[]): void {
  const wanted = deployment.spec.replicas ?? 1;
  const pods = (set: Workload): Pod[] => podsOf(plane.store, set).filter((pod) => !isTerminating(pod));
  const oldPods = old.reduce((sum, set) => sum + Math.max(set.spec.replicas ?? 0, pods(set).length), 0);
  const room = Math.max(wanted + surge(wanted) - oldPods, current.spec.replicas ?? 0);
  scale(plane, deployment, current, Math.min(wanted, room));
  let needed = Math.max(0, wanted - pods(current).filter(isReady).length);
  for (const set of old) {
    const keep = Math.min(set.spec.replicas ?? 0, needed);
    scale(plane, deployment, set, keep);
    needed -= keep;
  }
}

/** The Deployment carries the revision of its present template. */
function follow({ store }: ControlPlane, deployment: Workload, current: Workload): void {
  const revision = String(revisionOf(current));
  const { annotations } = deployment.metadata;
  if (revision === '0' || annotations?.[revisionAnnotation] === revision) return;
  const metadata = { ...deployment.metadata, annotations: { ...annotations, [revisionAnnotation]: revision } };
  store.put('deployments', { ...deployment, metadata });
}

/** Keeps every Deployment at its size with pods of its present template, by one ReplicaSet per template. */
export const reconcileDeployments: Controller = (plane) => {
  const { store, now } = plane;
  for (const deployment of store.list('deployments').filter(isWorkload)) {
    const owned = store
      .list('replicasets', deployment.metadata.namespace)
      .filter(isWorkload)
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid));
    const current = owned.find((set) => isCurrent(deployment, set));
    if (current === undefined) {
      const revision = Math.max(0, ...owned.map(revisionOf)) + 1;
      store.put('replicasets', newReplicaSet(deployment, revision, now()));
    } else {
      follow(plane, deployment, current);
      rollOut(
        plane,
        deployment,
        current,
        owned.filter((set) => set !== current),
      );
    }
  }
};
