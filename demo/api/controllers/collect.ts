import type { Resource } from '../resources/resource.ts';
import type { Controller, ControlPlane } from './controller.ts';
import { terminate } from './pods.ts';

const storedIn = ({ resources }: ControlPlane): readonly Resource[] =>
  resources.filter(({ verbs }) => verbs.includes('list'));

function remove({ store, now }: ControlPlane, plural: string, namespace: string, name: string): void {
  const pod = plural === 'pods' ? store.get(plural, namespace, name) : undefined;
  if (pod === undefined) store.remove(plural, namespace, name);
  else terminate(store, pod, now());
}

/** Removes what lost its owner: a Deployment's ReplicaSets, their pods, a service's slices. */
export const collectGarbage: Controller = (plane) => {
  const stored = storedIn(plane);
  const uids = new Set(stored.flatMap(({ plural }) => plane.store.list(plural).map(({ metadata }) => metadata.uid)));
  for (const { plural } of stored) {
    for (const { metadata } of plane.store.list(plural)) {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
      if (owner !== undefined && !uids.has(owner.uid)) remove(plane, plural, metadata.namespace ?? '', metadata.name);
    }
  }
};

/** Empties namespaces that are being deleted, and removes them once their last pod is gone. */
export const finishNamespaces: Controller = (plane) => {
  for (const { metadata } of plane.store.list('namespaces')) {
    if (metadata.deletionTimestamp === undefined) continue;
    for (const { plural, namespaced } of storedIn(plane)) {
      if (!namespaced) continue;
      for (const object of plane.store.list(plural, metadata.name))
        remove(plane, plural, metadata.name, object.metadata.name);
    }
    if (plane.store.list('pods', metadata.name).length === 0) plane.store.remove('namespaces', '', metadata.name);
  }
};
