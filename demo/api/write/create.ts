import { randomUUID } from 'node:crypto';
import { kubernetesTime } from '../../world/identity.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { recordUpdate } from '../apply/managed-fields.ts';
import { admitPod } from '../admission/pod-security.ts';
import { generatedName } from '../controllers/generated-name.ts';
import { findResource } from '../resources/registry.ts';
import { apiVersionOf } from '../resources/resource.ts';
import type { ObjectStore } from '../store.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import { alreadyExists, badRequest, notFound, StatusError } from '../wire/status.ts';
import { withDefaults } from './defaults.ts';
import { checkWhole, validate } from './validate.ts';
import type { WriteOptions } from './write-options.ts';

/** Throws 400 when the body is of another kind or namespace than the path. */
export function checkFits({ resource, namespace }: ResourceTarget, object: KubernetesObject): void {
  if (object.kind !== resource.kind || object.apiVersion !== apiVersionOf(resource)) {
    throw badRequest(
      `${object.kind} in version ${JSON.stringify(object.apiVersion)} cannot be handled as a ${resource.kind}: ` +
        'no kind is registered for the type in this path',
    );
  }
  const own = object.metadata.namespace;
  if (own !== undefined && own !== '' && own !== (namespace ?? '')) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

function checkNamespace(store: ObjectStore, { resource, namespace }: ResourceTarget, name: string): void {
  if (!resource.namespaced) return;
  const home = store.get('namespaces', '', namespace ?? '');
  const namespaces = findResource('', 'v1', 'namespaces');
  if (home === undefined && namespaces !== undefined) throw notFound(namespaces, namespace ?? '');
  if (home?.metadata.deletionTimestamp === undefined) return;
  throw new StatusError(
    403,
    'Forbidden',
    `${resource.plural} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
    {
      details: {
        name,
        kind: resource.plural,
        causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }],
      },
    },
  );
}

/** A body that brings its owners along (a server-side apply) keeps them. */
function withOwner(object: KubernetesObject, body: KubernetesObject, manager: string | undefined): KubernetesObject {
  if (manager === undefined || body.metadata['managedFields'] !== undefined) return object;
  return recordUpdate(undefined, object, { name: manager, operation: 'Update', subresource: undefined }, Date.now());
}

/** Creates an object. Throws 400, 403, 404, 409 or 422 in the API server's words. Writes nothing in a dry run. */
export function createObject(
  store: ObjectStore,
  target: ResourceTarget,
  body: KubernetesObject,
  { dryRun, manager }: WriteOptions,
): KubernetesObject {
  const { resource, namespace } = target;
  checkFits(target, body);
  const { generateName } = body.metadata;
  const name =
    body.metadata.name === '' && typeof generateName === 'string' ? generatedName(generateName) : body.metadata.name;
  const { resourceVersion: _none, ...metadata } = body.metadata;
  const object = withDefaults(
    {
      ...body,
      metadata: {
        ...metadata,
        name,
        ...(resource.namespaced && namespace !== undefined ? { namespace } : {}),
        uid: randomUUID(),
        creationTimestamp: kubernetesTime(Date.now()),
        ...(body['spec'] === undefined ? {} : { generation: 1 }),
      },
    },
    store,
  );
  validate(resource, object);
  checkWhole(resource, object);
  checkNamespace(store, target, name);
  if (resource.kind === 'Pod') admitPod(store, object);
  if (store.get(resource.plural, namespace ?? '', name) !== undefined) throw alreadyExists(resource, name);
  const owned = withOwner(object, body, manager);
  return dryRun ? owned : store.put(resource.plural, owned);
}
