import { asList, asRecord } from '../../world/fields.ts';
import { isPod } from '../../world/guards.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Pod } from '../../world/shapes.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { recordUpdate } from '../apply/managed-fields.ts';
import { admitPod } from '../admission/pod-security.ts';
import type { ObjectStore } from '../store.ts';
import type { ResourceTarget } from '../wire/request-target.ts';
import { badRequest, type FieldError, invalid, notFound, staleObject } from '../wire/status.ts';
import { checkFits } from './create.ts';
import { invalidValue } from './validate-metadata.ts';
import { checkWhole, validate } from './validate.ts';
import type { WriteOptions } from './write-options.ts';

const immutable = 'field is immutable';

const podRule =
  'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
  '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** A pod's spec without what an update may change. */
function fixedPodSpec(object: Pod): unknown {
  const { containers, tolerations: _tolerations, activeDeadlineSeconds: _deadline, ...rest } = object.spec;
  return { ...rest, containers: containers.map(({ image: _image, ...container }) => container) };
}

function immutableErrors(present: KubernetesObject, next: KubernetesObject): FieldError[] {
  const errors: FieldError[] = [];
  if (next.metadata.uid !== undefined && next.metadata.uid !== present.metadata.uid) {
    errors.push(invalidValue('metadata.uid', next.metadata.uid, immutable));
  }
  if (isPod(present) && isPod(next) && !isDeepStrictEqual(fixedPodSpec(present), fixedPodSpec(next))) {
    errors.push({ reason: 'FieldValueForbidden', field: 'spec', message: podRule });
  }
  const selectorOf = (object: KubernetesObject): unknown => asRecord(object['spec'])['selector'];
  if (present.apiVersion === 'apps/v1' && !isDeepStrictEqual(selectorOf(present), selectorOf(next))) {
    errors.push(invalidValue('spec.selector', selectorOf(next), immutable));
  }
  return errors;
}

const ephemeral = (object: KubernetesObject): readonly unknown[] =>
  asList(asRecord(object['spec'])['ephemeralContainers']);

/** What the update leaves as it is: identity, and for the main resource the status, for a subresource all but its part. */
function merged(present: KubernetesObject, next: KubernetesObject, subresource: string | undefined): KubernetesObject {
  if (subresource === 'status') return { ...present, status: next['status'] };
  if (subresource === 'ephemeralcontainers') {
    return { ...present, spec: { ...asRecord(present['spec']), ephemeralContainers: ephemeral(next) } };
  }
  const { uid, creationTimestamp, deletionTimestamp, generation, namespace } = present.metadata;
  const specChanged = !isDeepStrictEqual(present['spec'], next['spec']);
  const metadata = {
    ...next.metadata,
    ...(uid === undefined ? {} : { uid }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(generation === undefined ? {} : { generation: specChanged ? generation + 1 : generation }),
  };
  const { status: _status, ...rest } = next;
  return { ...rest, metadata, ...(present['status'] === undefined ? {} : { status: present['status'] }) };
}

function checkEphemeral(target: ResourceTarget, present: KubernetesObject, next: KubernetesObject): void {
  const [before, after] = [ephemeral(present), ephemeral(next)];
  const kept = before.every((container) => after.some((other) => isDeepStrictEqual(container, other)));
  if (kept) return;
  const message = 'Forbidden: existing ephemeral containers may not be changed or removed';
  throw invalid(target.resource, present.metadata.name, [
    { reason: 'FieldValueForbidden', field: 'spec.ephemeralContainers', message },
  ]);
}

/**
 * Replaces an object, or with a subresource its part. Throws 404, 409 when resourceVersion is not the present one, 422.
 * An update that changes nothing keeps the resourceVersion. Writes nothing in a dry run.
 */
export function updateObject(
  store: ObjectStore,
  target: ResourceTarget,
  next: KubernetesObject,
  { dryRun, manager }: WriteOptions,
): KubernetesObject {
  const { resource, namespace = '', name = '', subresource } = target;
  const present = store.get(resource.plural, namespace, name);
  if (present === undefined) throw notFound(resource, name);
  checkFits(target, next);
  if (next.metadata.name !== name) {
    throw badRequest(`the name of the object (${next.metadata.name}) does not match the name on the URL (${name})`);
  }
  const { resourceVersion } = next.metadata;
  if (resourceVersion && resourceVersion !== present.metadata.resourceVersion) throw staleObject(resource, name);
  if (subresource === undefined) {
    validate(resource, next);
    const errors = immutableErrors(present, next);
    if (errors.length > 0) throw invalid(resource, name, errors);
  } else if (subresource === 'ephemeralcontainers') {
    checkEphemeral(target, present, next);
  }
  const unowned = merged(present, next, subresource);
  const writer = manager === undefined ? undefined : ({ name: manager, operation: 'Update', subresource } as const);
  const object = writer === undefined ? unowned : recordUpdate(present, unowned, writer, Date.now());
  checkWhole(resource, object);
  if (subresource === 'ephemeralcontainers') admitPod(store, object);
  const { resourceVersion: version = '' } = present.metadata;
  const unchanged = isDeepStrictEqual(
    { ...object, metadata: { ...object.metadata, resourceVersion: version } },
    present,
  );
  if (unchanged) return present;
  return dryRun ? object : store.put(resource.plural, object);
}
