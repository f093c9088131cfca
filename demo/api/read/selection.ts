import type { KubernetesObject } from '../../world/types.ts';
import { parseFieldSelector } from '../select/field-selector.ts';
import { parseLabelSelector } from '../select/label-selector.ts';
import type { ResourceTarget } from '../wire/request-target.ts';

/** Which objects of a collection the request is about. */
export interface Selection {
  readonly test: (object: KubernetesObject) => boolean;
  /** Whether a label or field selector narrows the collection. */
  readonly narrowed: boolean;
}

/** Namespace, name, labels and fields of a list, watch or delete-collection request. Throws 400 for a bad selector. */
export function selectionOf(target: ResourceTarget, query: URLSearchParams): Selection {
  const labels = parseLabelSelector(query.get('labelSelector'));
  const fields = parseFieldSelector(query.get('fieldSelector'), target.resource);
  return {
    narrowed: Boolean(query.get('labelSelector')) || Boolean(query.get('fieldSelector')),
    test: (object) =>
      (target.namespace === undefined || object.metadata.namespace === target.namespace) &&
      (target.name === undefined || object.metadata.name === target.name) &&
      labels(object.metadata.labels ?? {}) &&
      fields(object),
  };
}

/** A whole number that a query parameter gives; undefined when it is absent or not one. */
export function numberParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Kubernetes reads '1' and 'true', and everything else but '0' and 'false' as given. */
export function booleanParameter(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && text !== '0' && text !== 'false';
}
