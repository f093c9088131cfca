import { asRecord } from '../../world/fields.ts';
import { isPod } from '../../world/guards.ts';
import { kubernetesTime } from '../../world/identity.ts';
import type { Pod } from '../../world/shapes.ts';
import type { KubernetesObject } from '../../world/types.ts';
import type { ObjectStore } from '../store.ts';

/** All pods, or those of one namespace. */
export const listPods = (store: ObjectStore, namespace?: string): Pod[] => store.list('pods', namespace).filter(isPod);

export const isTerminating = ({ metadata }: KubernetesObject): boolean => metadata.deletionTimestamp !== undefined;

/** The pods that an object controls. */
export function podsOf(store: ObjectStore, owner: KubernetesObject): Pod[] {
  return listPods(store, owner.metadata.namespace).filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === owner.metadata.uid),
  );
}

/** Starts a pod's graceful end: it stays, Terminating, until its kubelet has stopped it. `now` in milliseconds. */
export function terminate(store: ObjectStore, pod: KubernetesObject, now: number): KubernetesObject {
  if (isTerminating(pod)) return pod;
  const grace = asRecord(pod['spec'])['terminationGracePeriodSeconds'];
  const seconds = typeof grace === 'number' ? grace : 30;
  return store.put('pods', {
    ...pod,
    metadata: {
      ...pod.metadata,
      deletionTimestamp: kubernetesTime(now + seconds * 1000),
      deletionGracePeriodSeconds: seconds,
    },
  });
}
