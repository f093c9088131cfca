import { asRecord } from '../../world/fields.ts';

/*
 * How objects are put together for server-side apply: which lists are maps by key, which are sets, and what is one
 * value however large. From the x-kubernetes-list-map-keys, -list-type and -map-type of the API's schemas.
 */

const keyedLists: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  conditions: ['type'],
  addresses: ['type'],
  ownerReferences: ['uid'],
  secrets: ['name'],
};

/** In these kinds every list of the spec is one value. */
const atomicKinds: ReadonlySet<string> = new Set(['NetworkPolicy', 'EndpointSlice', 'Endpoints']);

const atomicMaps: ReadonlySet<string> = new Set([
  'selector',
  'podSelector',
  'namespaceSelector',
  'nodeSelector',
  'matchLabels',
  'roleRef',
]);

/** The fields by which the elements of a list are told apart; undefined for a list that is one value or a set. */
export function listKeys(kind: string, field: string): readonly string[] | undefined {
  if (field === 'ownerReferences') return keyedLists[field];
  if (atomicKinds.has(kind)) return undefined;
  if (field === 'ports') return kind === 'Service' ? ['port', 'protocol'] : ['containerPort', 'protocol'];
  return Object.hasOwn(keyedLists, field) ? keyedLists[field] : undefined;
}

/** Whether a list is a set of values, each with an owner of its own. */
export const isSet = (field: string): boolean => field === 'finalizers';

/** Whether a map is one value. */
export const isAtomicMap = (field: string): boolean => atomicMaps.has(field);

/** What tells an element of a keyed list from the others, as fieldsV1 writes it: 'k:{"name":"web"}'. */
export function keyOf(element: unknown, keys: readonly string[]): string {
  const fields = asRecord(element);
  const pairs = keys.toSorted().map((key) => [key, fields[key] ?? (key === 'protocol' ? 'TCP' : '')]);
  return `k:${JSON.stringify(Object.fromEntries(pairs))}`;
}
