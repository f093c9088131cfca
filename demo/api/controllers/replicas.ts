import { isWorkload } from '../../world/guards.ts';
import { randomUUID } from 'node:crypto';
import { makeEvent } from '../../world/events.ts';
import { makePod } from '../../world/pod.ts';
import type { Pod, Workload } from '../../world/shapes.ts';
import type { Controller, ControlPlane } from './controller.ts';
import { generatedName } from './generated-name.ts';
import { isTerminating, podsOf, terminate } from './pods.ts';
import { chooseNode } from './schedule.ts';

const nowhere = { node: '', hostAddress: '', address: '' };

/** A pod as its controller creates it: waiting for the kubelet of `node`, or for a node. */
function createPod({ store, now }: ControlPlane, owner: Workload, name: string, node: string | undefined): void {
  const { spec, status: _, ...rest } = makePod({ owner, name, uid: randomUUID(), place: nowhere, createdAt: now() });
  const { nodeName: _nowhere, ...unplaced } = spec;
  const pod: Pod = {
    ...rest,
    spec: node === undefined ? unplaced : { ...unplaced, nodeName: node },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
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
}

/** Terminating pods do not count: their replacements start at once. Surplus pods go, newest first. */
export const reconcileReplicaSets: Controller = (plane) => {
  for (const owner of plane.store.list('replicasets').filter(isWorkload)) {
    const pods = podsOf(plane.store, owner).filter((pod) => !isTerminating(pod));
    const wanted = owner.spec.replicas ?? 1;
    for (let count = pods.length; count < wanted; count++) {
      createPod(plane, owner, generatedName(`${owner.metadata.name}-`), chooseNode(plane, owner.metadata.uid));
    }
    const newestFirst = pods.toSorted((left, right) =>
      (right.metadata.creationTimestamp ?? '').localeCompare(left.metadata.creationTimestamp ?? ''),
    );
    for (const pod of newestFirst.slice(0, Math.max(0, pods.length - wanted))) terminate(plane.store, pod, plane.now());
  }
};

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
  }
};

/** One pod per node; a replacement waits until its predecessor is gone. */
export const reconcileDaemonSets: Controller = (plane) => {
  for (const owner of plane.store.list('daemonsets').filter(isWorkload)) {
    const covered = new Set(podsOf(plane.store, owner).map(({ spec }) => spec.nodeName));
    for (const { metadata } of plane.store.list('nodes')) {
      if (!covered.has(metadata.name)) createPod(plane, owner, generatedName(`${owner.metadata.name}-`), metadata.name);
    }
  }
};
