import { kubernetesTime } from '../../world/identity.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { terminate } from '../controllers/pods.ts';
import { selectionOf } from '../read/selection.ts';
import type { ObjectStore } from '../store.ts';
import { isRecord } from '../wire/is-record.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import { conflict, notFound, type Status } from '../wire/status.ts';

/** The parts of meta/v1 DeleteOptions that matter here. */
export interface DeleteOptions {
  readonly immediately: boolean;
  readonly uid: string | undefined;
  readonly dryRun: boolean;
}

/** Reads DeleteOptions from the body and the query, which both may carry them. */
export function deleteOptions(body: unknown, query: URLSearchParams, dryRun: boolean): DeleteOptions {
  const options = isRecord(body) ? body : {};
  const preconditions = isRecord(options['preconditions']) ? options['preconditions'] : {};
  const grace = options['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds');
  const uid = preconditions['uid'];
  const inBody = Array.isArray(options['dryRun']) && options['dryRun'].includes('All');
  return {
    immediately: grace !== null && Number(grace) === 0,
    uid: typeof uid === 'string' ? uid : undefined,
    dryRun: dryRun || inBody,
  };
}

function removeOne(
  store: ObjectStore,
  target: ResourceTarget,
  object: KubernetesObject,
  options: DeleteOptions,
): KubernetesObject {
  const { resource } = target;
  const { namespace = '', name } = object.metadata;
  if (options.dryRun) return object;
  if (resource.kind === 'Pod' && !options.immediately) return terminate(store, object, Date.now());
  if (resource.kind === 'Namespace') {
    const metadata = { ...object.metadata, deletionTimestamp: kubernetesTime(Date.now()) };
    return store.put(resource.plural, { ...object, metadata, status: { phase: 'Terminating' } });
  }
  return store.remove(resource.plural, namespace, name) ?? object;
}

/** Deletes one object. Pods and namespaces answer with the object, still there; others with a Status. Throws 404, 409. */
export function deleteObject(
  store: ObjectStore,
  target: ResourceTarget,
  options: DeleteOptions,
): KubernetesObject | Status {
  const { resource, namespace = '', name = '' } = target;
  const present = store.get(resource.plural, namespace, name);
  if (present === undefined) throw notFound(resource, name);
  const { uid = '' } = present.metadata;
  if (options.uid !== undefined && options.uid !== uid) {
    throw conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${uid}`,
    );
  }
  const last = removeOne(store, target, present, options);
  if (resource.kind === 'Pod' || resource.kind === 'Namespace') return last;
  const details = { name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural, uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details, code: 200 };
}

/** Deletes every object of a collection that the selectors match; returns them as a list. */
export function deleteCollection(
  store: ObjectStore,
  target: ResourceTarget,
  query: URLSearchParams,
  options: DeleteOptions,
): unknown {
  const { test } = selectionOf(target, query);
  const items = store.list(target.resource.plural).filter(test);
  const removed = items.map((object) => removeOne(store, target, object, options));
  const { resource } = target;
  return {
    kind: `${resource.kind}List`,
    apiVersion: resource.group === '' ? 'v1' : `${resource.group}/${resource.version}`,
    metadata: { resourceVersion: String(store.revision) },
    items: removed,
  };
}
