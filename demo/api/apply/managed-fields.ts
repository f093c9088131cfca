import { isDeepStrictEqual } from 'node:util';
import { asList, asRecord, asText } from '../../world/fields.ts';
import { kubernetesTime } from '../../world/identity.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { fieldsOf, fromFieldsV1, toFieldsV1 } from './field-set.ts';

/** Who writes, as managedFields name a writer. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource: string | undefined;
}

/** A writer with the texts of the paths that are its own. */
export interface Ownership extends Manager {
  readonly apiVersion: string;
  readonly time: string;
  readonly fields: ReadonlySet<string>;
}

/** The owners that an object's metadata.managedFields name. */
export function ownershipsOf({ metadata }: KubernetesObject): Ownership[] {
  return asList(metadata['managedFields'])
    .map(asRecord)
    .filter((entry) => entry['manager'] !== undefined)
    .map((entry) => ({
      name: asText(entry['manager']) ?? '',
      operation: entry['operation'] === 'Apply' ? 'Apply' : 'Update',
      subresource: asText(entry['subresource']) || undefined,
      apiVersion: asText(entry['apiVersion']) ?? '',
      time: asText(entry['time']) ?? '',
      fields: fromFieldsV1(entry['fieldsV1']),
    }));
}

/** The object with these owners; those that own nothing are left out. */
export function withOwnerships(object: KubernetesObject, ownerships: readonly Ownership[]): KubernetesObject {
  const managedFields = ownerships
    .filter(({ fields }) => fields.size > 0)
    .map(({ name, operation, subresource, apiVersion, time, fields }) => ({
      manager: name,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource === undefined ? {} : { subresource }),
    }));
  const { managedFields: _present, ...metadata } = object.metadata;
  return { ...object, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
}

export const isSameManager = (left: Manager, right: Manager): boolean =>
  left.name === right.name && left.operation === right.operation && left.subresource === right.subresource;

/** The writer's ownership of `fields`; the time stays when they are what they were. */
export function owning(
  object: KubernetesObject,
  manager: Manager,
  fields: ReadonlySet<string>,
  before: Ownership | undefined,
  now: number,
): Ownership {
  const same = before !== undefined && isDeepStrictEqual(before.fields, fields);
  return { ...manager, apiVersion: object.apiVersion, fields, time: same ? before.time : kubernetesTime(now) };
}

/**
 * The object with its owners as they are after an ordinary write: the writer owns what it changed, and nobody owns what
 * is gone. `before` is undefined for a new object. `now` in milliseconds.
 */
export function recordUpdate(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  manager: Manager,
  now: number,
): KubernetesObject {
  const part = manager.subresource === 'status' ? 'status' : undefined;
  const old = before === undefined ? undefined : fieldsOf(before, part);
  const next = fieldsOf(after, part);
  const changed = [...next].filter(([text, { value }]) => {
    const present = old?.get(text);
    return present === undefined || !isDeepStrictEqual(present.value, value);
  });
  const gone = new Set([...(old ?? [])].map(([text]) => text).filter((text) => !next.has(text)));
  const ownerships = ownershipsOf(after);
  if (changed.length === 0 && gone.size === 0) return after;
  const mine = new Set(changed.map(([text]) => text));
  const own = ownerships.find((entry) => isSameManager(entry, manager));
  const others = ownerships
    .filter((entry) => entry !== own)
    .map((entry) => ({
      ...entry,
      // An element of a list can be in several hands; a value is in its writer's.
      fields: new Set(
        [...entry.fields].filter((text) => !gone.has(text) && (!mine.has(text) || next.get(text)?.value === null)),
      ),
    }));
  const fields = new Set([...(own?.fields ?? []), ...mine].filter((text) => !gone.has(text)));
  return withOwnerships(after, [...others, owning(after, manager, fields, own, now)]);
}
