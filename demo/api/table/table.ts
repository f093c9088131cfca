import type { KubernetesObject } from '../../world/types.ts';
import type { Column } from './column.ts';

/** What a row carries beside its cells, as query parameter includeObject asks. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** meta/v1 PartialObjectMetadata. */
export const metadataOnly = ({ metadata }: KubernetesObject): Record<string, unknown> => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
});

function rowObject(object: KubernetesObject, include: IncludeObject): Record<string, unknown> | undefined {
  if (include === 'None') return undefined;
  return include === 'Object' ? object : metadataOnly(object);
}

/** meta/v1 Table of `objects`. `metadata` is the list's own; `now` in milliseconds, for ages. */
export function makeTable(
  columns: readonly Column[],
  objects: readonly KubernetesObject[],
  metadata: Readonly<Record<string, unknown>>,
  include: IncludeObject,
  now: number,
): Record<string, unknown> {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, type, priority }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ cell }) => cell(object, now)),
      object: rowObject(object, include),
    })),
  };
}
