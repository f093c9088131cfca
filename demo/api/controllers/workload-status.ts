import { isWorkload } from '../../world/guards.ts';
import { isDeepStrictEqual } from 'node:util';
import { isReady } from '../../world/endpoint-slice.ts';
import { templateHash } from '../../world/pod.ts';
import type { Workload } from '../../world/shapes.ts';
import type { Controller, ControlPlane } from './controller.ts';
import { isCurrent } from './deployments.ts';
import { isTerminating, podsOf } from './pods.ts';

interface Counts {
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
}

function count({ store }: ControlPlane, owner: Workload, desired: number): Counts {
  const pods = podsOf(store, owner).filter((pod) => !isTerminating(pod));
  return { desired, current: pods.length, ready: pods.filter(isReady).length };
}

/** How many pods are of the present template. */
function updatedPods({ store }: ControlPlane, owner: Workload): number {
  const hash = templateHash(owner);
  return podsOf(store, owner).filter(
    (pod) => !isTerminating(pod) && pod.metadata.labels?.['controller-revision-hash'] === hash,
  ).length;
}

function write({ store }: ControlPlane, plural: string, owner: Workload, changes: Record<string, unknown>): void {
  const status = { ...owner.status, ...changes, observedGeneration: owner.metadata.generation ?? 1 };
  if (!isDeepStrictEqual(status, owner.status)) store.put(plural, { ...owner, status });
}

const replicaStatus = ({ current, ready }: Counts): Record<string, unknown> => ({
  replicas: current,
  readyReplicas: ready,
  availableReplicas: ready,
});

/** The counts that controllers report in the status of what they control. */
export const reportWorkloads: Controller = (plane) => {
  const { store } = plane;
  const nodes = store.list('nodes').length;
  for (const object of store.list('daemonsets').filter(isWorkload)) {
    const { desired, current, ready } = count(plane, object, nodes);
    write(plane, 'daemonsets', object, {
      desiredNumberScheduled: desired,
      currentNumberScheduled: current,
      updatedNumberScheduled: updatedPods(plane, object),
      numberReady: ready,
      numberAvailable: ready,
      ...(ready < desired ? { numberUnavailable: desired - ready } : { numberUnavailable: 0 }),
    });
  }
  for (const object of store.list('statefulsets').filter(isWorkload)) {
    const counts = count(plane, object, 0);
    const updated = updatedPods(plane, object);
    const updateRevision = `${object.metadata.name}-${templateHash(object)}`;
    const rolledOut = updated === counts.current && counts.ready === counts.current;
    const { currentRevision = updateRevision } = object.status;
    write(plane, 'statefulsets', object, {
      ...replicaStatus(counts),
      updatedReplicas: updated,
      currentReplicas: counts.current,
      updateRevision,
      currentRevision: rolledOut ? updateRevision : currentRevision,
    });
  }
  for (const object of store.list('replicasets').filter(isWorkload)) {
    const counts = count(plane, object, 0);
    write(plane, 'replicasets', object, { ...replicaStatus(counts), fullyLabeledReplicas: counts.current });
  }
  for (const object of store.list('deployments').filter(isWorkload)) {
    const sets = store
      .list('replicasets', object.metadata.namespace)
      .filter(isWorkload)
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid));
    const all = sets.map((set) => count(plane, set, 0));
    const counts = {
      desired: 0,
      current: all.reduce((sum, { current }) => sum + current, 0),
      ready: all.reduce((sum, { ready }) => sum + ready, 0),
    };
    const updated = sets.findIndex((set) => isCurrent(object, set));
    write(plane, 'deployments', object, {
      ...replicaStatus(counts),
      updatedReplicas: all[updated]?.current ?? 0,
      unavailableReplicas: Math.max(0, (object.spec.replicas ?? 1) - counts.ready),
    });
  }
};
