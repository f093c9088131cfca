import type { KubernetesObject } from '../../world/types.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import type { StoreEvent } from '../store.ts';
import { type IncludeObject, makeTable, metadataOnly } from '../table/table.ts';
import type { Form } from '../wire/accept.ts';
import type { Status } from '../wire/status.ts';

/** One line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: Readonly<Record<string, unknown>> | Status;
}

/** What a watch is told of a change: an object that begins or ceases to match is ADDED or DELETED for that watch. */
export function seenBy(
  test: (object: KubernetesObject) => boolean,
  { type, object, previous, revision }: StoreEvent,
): { readonly type: StoreEvent['type']; readonly object: KubernetesObject } | undefined {
  const matches = type !== 'DELETED' && test(object);
  const matched = previous !== undefined && test(previous);
  if (matches) return { type: matched ? 'MODIFIED' : 'ADDED', object };
  if (!matched) return undefined;
  const metadata = { ...previous.metadata, resourceVersion: String(revision) };
  return { type: 'DELETED', object: { ...previous, metadata } };
}

/** An object of a watch in the form that the client asked for. */
export function shape(
  resource: Resource,
  object: KubernetesObject,
  form: Form,
  include: IncludeObject,
): Record<string, unknown> {
  if (form === 'object') return object;
  if (form === 'metadata') return metadataOnly(object);
  const { resourceVersion } = object.metadata;
  return makeTable(resource.columns, [object], { resourceVersion }, include, Date.now());
}

/** A bookmark at `revision`; `initialEnd` marks the end of the initial events of a streaming list. */
export function bookmark(resource: Resource, revision: number, form: Form, initialEnd: boolean): WatchEvent {
  const metadata = {
    resourceVersion: String(revision),
    creationTimestamp: null,
    ...(initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
  };
  if (form === 'table') {
    const row = { cells: [], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } };
    const table = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: String(revision) } };
    return { type: 'BOOKMARK', object: { ...table, columnDefinitions: [], rows: [row] } };
  }
  const type =
    form === 'metadata'
      ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' }
      : { kind: resource.kind, apiVersion: apiVersionOf(resource) };
  return { type: 'BOOKMARK', object: { ...type, metadata } };
}
