import { isWorkload } from '../../world/guards.ts';
import { randomUUID } from 'node:crypto';
import { makeEvent } from '../../world/events.ts';
import { isReady } from '../../world/endpoint-slice.ts';
import { makePod, templateHash } from '../../world/pod.ts';
import type { Pod, Workload } from '../../world/shapes.ts';
import { admitPod } from '../admission/pod-security.ts';
import { StatusError } from '../wire/status.ts';
import type { Controller, ControlPlane } from './controller.ts';
import { tellFailedCreate } from './failed-create.ts';
import { generatedName } from './generated-name.ts';
import { isTerminating, podsOf, terminate } from './pods.ts';
import { chooseNode } from './schedule.ts';

const nowhere = { node: '', hostAddress: '', address: '' };

/** A pod as its controller creates it: waiting for the kubelet of `node`, or for a node. False when it is refused. */
function createPod(plane: ControlPlane, owner: Workload, name: string, node: string | undefined): boolean {
  const { store, now } = plane;
  const { spec, status: _, ...rest } = makePod({ owner, name, uid: randomUUID(), place: nowhere, createdAt: now() });
  const { nodeName: _nowhere, ...unplaced } = spec;
  const pod: Pod = {
    ...rest,
    spec: node === undefined ? unplaced : { ...unplaced, nodeName: node },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
  try {
    admitPod(store, pod);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    tellFailedCreate(plane, owner, error.message);
    return false;
  }
  store.put('pods', pod);
  store.put(
    'events',
    makeEvent({
      about: owner,
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${name}`,
      component: `${owner.kind.toLowerCase()}-controller`,
      at: now(),
    }),
  );
  return true;
}

/** Terminating pods do not count: their replacements start at once. Surplus pods go, newest first. */
export const reconcileReplicaSets: Controller = (plane) => {
  for (const owner of plane.store.list('replicasets').filter(isWorkload)) {
    const pods = podsOf(plane.store, owner).filter((pod) => !isTerminating(pod));
    const wanted = owner.spec.replicas ?? 1;
    for (let count = pods.length; count < wanted; count++) {
      const name = generatedName(`${owner.metadata.name}-`);
      if (!createPod(plane, owner, name, chooseNode(plane, owner.metadata.uid))) break;
    }
    const newestFirst = pods.toSorted((left, right) =>
      (right.metadata.creationTimestamp ?? '').localeCompare(left.metadata.creationTimestamp ?? ''),
    );
    for (const pod of newestFirst.slice(0, Math.max(0, pods.length - wanted))) terminate(plane.store, pod, plane.now());
  }
};

/** One after the other, while all the others are ready, pods of an older template make room for the new one's. */
function replaceOutdated({ store, now }: ControlPlane, owner: Workload, pods: readonly Pod[], wanted: number): void {
  const ready = pods.filter((pod) => isReady(pod) && !isTerminating(pod));
  if (ready.length < wanted) return;
  const hash = templateHash(owner);
  const outdated = ready.findLast(({ metadata }) => metadata.labels?.['controller-revision-hash'] !== hash);
  if (outdated !== undefined) terminate(store, outdated, now());
}

/** Names stay: a replacement waits until its predecessor is gone. */
export const reconcileStatefulSets: Controller = (plane) => {
  for (const owner of plane.store.list('statefulsets').filter(isWorkload)) {
    const wanted = owner.spec.replicas ?? 1;
    const pods = podsOf(plane.store, owner);
    for (let index = 0; index < wanted; index++) {
      const name = `${owner.metadata.name}-${index}`;
      if (pods.some(({ metadata }) => metadata.name === name)) continue;
      createPod(plane, owner, name, chooseNode(plane, owner.metadata.uid));
    }
    for (const pod of pods) {
      const index = Number(pod.metadata.name.slice(owner.metadata.name.length + 1));
      if (index >= wanted) terminate(plane.store, pod, plane.now());
    }
    replaceOutdated(plane, owner, pods, wanted);
  }
};

/** One pod per node; a replacement waits until its predecessor is gone. */
export const reconcileDaemonSets: Controller = (plane) => {
  for (const owner of plane.store.list('daemonsets').filter(isWorkload)) {
    const pods = podsOf(plane.store, owner);
    const covered = new Set(pods.map(({ spec }) => spec.nodeName));
    const nodes = plane.store.list('nodes');
    for (const { metadata } of nodes) {
      if (!covered.has(metadata.name)) createPod(plane, owner, generatedName(`${owner.metadata.name}-`), metadata.name);
    }
    replaceOutdated(plane, owner, pods, nodes.length);
  }
};
