import { asList } from '../../world/fields.ts';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../wire/is-record.ts';

type Json = Record<string, unknown>;

/** Lists of objects that merge, by field name, with the key that identifies an element (the Go types' patchMergeKey). */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  conditions: 'type',
  addresses: 'type',
  ownerReferences: 'uid',
  secrets: 'name',
};

/** In these kinds every list is atomic, whatever its name. */
const atomicKinds: ReadonlySet<string> = new Set(['NetworkPolicy', 'EndpointSlice']);

function mergeKey(kind: string, field: string): string | undefined {
  if (field === 'ownerReferences') return 'uid';
  if (atomicKinds.has(kind)) return undefined;
  if (field === 'ports') return kind === 'Service' ? 'port' : 'containerPort';
  return Object.hasOwn(mergeKeys, field) ? mergeKeys[field] : undefined;
}

const isDirective = (key: string): boolean => key.startsWith('$');

/** Reorders `list` by the '$setElementOrder/…' directive; what it does not name stays behind, in its own order. */
function reorder(list: readonly unknown[], order: unknown, key: string | undefined): readonly unknown[] {
  if (!Array.isArray(order)) return list;
  const identity = (element: unknown): unknown => (key !== undefined && isRecord(element) ? element[key] : element);
  const place = (element: unknown): number => {
    const index = order.findIndex((wanted) => isDeepStrictEqual(identity(wanted), identity(element)));
    return index < 0 ? order.length : index;
  };
  return list.toSorted((left, right) => place(left) - place(right));
}

function mergeObjects(kind: string, present: unknown, patch: readonly unknown[], key: string): unknown[] {
  if (patch.some((element) => isRecord(element) && element['$patch'] === 'replace')) {
    return patch.filter((element) => !isRecord(element) || element['$patch'] === undefined);
  }
  const result: unknown[] = Array.isArray(present) ? [...present] : [];
  for (const element of patch) {
    if (!isRecord(element)) continue;
    const index = result.findIndex((old) => isRecord(old) && old[key] === element[key]);
    if (element['$patch'] === 'delete') {
      if (index >= 0) result.splice(index, 1);
    } else if (index >= 0) {
      result[index] = mergeMap(kind, result[index], element);
    } else {
      result.push(mergeMap(kind, {}, element));
    }
  }
  return result;
}

function mergeMap(kind: string, document: unknown, patch: Json): Json {
  if (patch['$patch'] === 'replace')
    return Object.fromEntries(Object.entries(patch).filter(([key]) => !isDirective(key)));
  const result: Json = isRecord(document) ? { ...document } : {};
  const retain = patch['$retainKeys'];
  if (Array.isArray(retain)) for (const key of Object.keys(result)) if (!retain.includes(key)) delete result[key];
  for (const [field, value] of Object.entries(patch)) {
    if (isDirective(field)) continue;
    const key = mergeKey(kind, field);
    if (value === null) {
      delete result[field];
    } else if (Array.isArray(value)) {
      if (key !== undefined) result[field] = mergeObjects(kind, result[field], value, key);
      else if (field === 'finalizers') result[field] = [...new Set([...asList(result[field]), ...value])];
      else result[field] = value;
    } else if (isRecord(value)) {
      if (value['$patch'] === 'delete') delete result[field];
      else result[field] = mergeMap(kind, result[field], value);
    } else {
      result[field] = value;
    }
  }
  for (const [directive, value] of Object.entries(patch)) {
    const field = directive.slice(directive.indexOf('/') + 1);
    if (directive.startsWith('$deleteFromPrimitiveList/')) {
      result[field] = asList(result[field]).filter((element) => !asList(value).includes(element));
    } else if (directive.startsWith('$setElementOrder/') && Array.isArray(result[field])) {
      result[field] = reorder(asList(result[field]), value, mergeKey(kind, field));
    }
  }
  return result;
}

/**
 * Applies a strategic merge patch to an object of `kind`: maps merge, lists of named things merge by their key, other
 * lists are replaced; with the directives $patch, $retainKeys, $setElementOrder and $deleteFromPrimitiveList.
 */
export function strategicMergePatch(kind: string, document: unknown, patch: Json): Json {
  return mergeMap(kind, document, patch);
}
