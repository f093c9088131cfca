import { asRecord } from '../../world/fields.ts';
import type { KubernetesObject } from '../../world/types.ts';
import { isRecord } from '../wire/is-record.ts';
import { isAtomicMap, isSet, keyOf, listKeys } from './structure.ts';

/** Where a field is, as fieldsV1 names the steps: ['f:spec', 'f:containers', 'k:{"name":"web"}', 'f:image']. */
export type FieldPath = readonly string[];

/** Fields by the text of their path, with the values they have; an element of a keyed list stands for itself with null. */
export type FieldSet = ReadonlyMap<string, { readonly path: FieldPath; readonly value: unknown }>;

/** What the API server itself writes; nobody owns it. */
const unowned: ReadonlySet<string> = new Set([
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
]);

type Add = (path: FieldPath, value: unknown) => void;

function walk(kind: string, field: string, value: unknown, path: FieldPath, add: Add): void {
  if (isRecord(value) && Object.keys(value).length > 0 && !isAtomicMap(field)) {
    for (const [key, inner] of Object.entries(value)) walk(kind, key, inner, [...path, `f:${key}`], add);
    return;
  }
  const keys = Array.isArray(value) ? listKeys(kind, field) : undefined;
  if (!Array.isArray(value) || (keys === undefined && !isSet(field))) {
    add(path, value);
    return;
  }
  for (const element of value) {
    const step = keys === undefined ? `v:${JSON.stringify(element)}` : keyOf(element, keys);
    add([...path, step], null);
    if (keys !== undefined && isRecord(element)) walk(kind, '', element, [...path, step], add);
  }
}

/** The fields of an object that can have an owner: all of `part` for a subresource's part, else all but the status. */
export function fieldsOf(object: KubernetesObject, part?: string): FieldSet {
  const set = new Map<string, { path: FieldPath; value: unknown }>();
  const add: Add = (path, value) => set.set(JSON.stringify(path), { path, value });
  for (const [field, value] of Object.entries(object)) {
    if (field === 'apiVersion' || field === 'kind') continue;
    if (part === undefined ? field === 'status' : field !== part) continue;
    const owned =
      field === 'metadata'
        ? Object.fromEntries(Object.entries(asRecord(value)).filter(([key]) => !unowned.has(key)))
        : value;
    if (field === 'metadata' && Object.keys(asRecord(owned)).length === 0) continue;
    walk(object.kind, field, owned, [`f:${field}`], add);
  }
  return set;
}

/** A path in the words of a conflict: '.spec.containers[name="web"].image'. */
export function pathText(path: FieldPath): string {
  return path
    .map((step) => {
      const text = step.slice(2);
      if (step.startsWith('f:')) return `.${text}`;
      if (step.startsWith('v:')) return `[=${text}]`;
      const keys = Object.entries(asRecord(JSON.parse(text)));
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');
}

type Tree = { [step: string]: Tree };

/** Paths as the tree that managedFields hold. */
export function toFieldsV1(paths: Iterable<string>): Tree {
  const root: Tree = {};
  for (const text of paths) {
    const path: FieldPath = JSON.parse(text);
    let node = root;
    for (const step of path) {
      node[step] ??= {};
      node = node[step];
    }
    if (!path.at(-1)?.startsWith('f:')) node['.'] = {};
  }
  return root;
}

/** The texts of the paths that a tree of managedFields holds. */
export function fromFieldsV1(tree: unknown, path: FieldPath = []): Set<string> {
  const entries = Object.entries(asRecord(tree));
  const own = entries.length === 0 || entries.some(([step]) => step === '.');
  const found = new Set<string>(own && path.length > 0 ? [JSON.stringify(path)] : []);
  for (const [step, inner] of entries) {
    if (step === '.') continue;
    for (const text of fromFieldsV1(inner, [...path, step])) found.add(text);
  }
  return found;
}
