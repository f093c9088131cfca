import type { Cluster } from '../../contracts/cluster.ts';
import { fieldsOf, isFields, listOf, textsOf } from '../../inventory/prune/fields.ts';
import type { LadderFacts } from './decide.ts';
import { textsOfMap } from './pod-facts.ts';

type Reading = Pick<Cluster, 'api' | 'review'>;

/** Asks what the ladder's rungs need in this namespace; the answers are remembered behind `review` for a minute. */
export async function reviewAccess(cluster: Reading, namespace: string): Promise<LadderFacts['access']> {
  const ask = (verb: string, subresource?: string) =>
    cluster.review({ verb, resource: 'pods', namespace, ...(subresource === undefined ? {} : { subresource }) });
  const [exec, log, patchDebugContainers, createPods, deletePods] = await Promise.all([
    ask('create', 'exec'),
    ask('get', 'log'),
    ask('patch', 'ephemeralcontainers'),
    ask('create'),
    ask('delete'),
  ]);
  return { exec, log, patchDebugContainers, createPods, deletePods };
}

/** The labels of a namespace; undefined where they cannot be read. Never rejects. */
export async function namespaceLabels(
  cluster: Reading,
  namespace: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const read = await readQuietly(cluster, `/api/v1/namespaces/${encodeURIComponent(namespace)}`, 'read the namespace');
  return isFields(read) ? textsOfMap(fieldsOf(fieldsOf(read, 'metadata'), 'labels')) : undefined;
}

/** Every name of every image on a node (`status.images`, which the kubelet cuts off at 50); none where it cannot be read. Never rejects. */
export async function imagesOnNode(cluster: Reading, node: string | undefined): Promise<readonly string[]> {
  if (node === undefined) return [];
  const read = await readQuietly(cluster, `/api/v1/nodes/${encodeURIComponent(node)}`, 'read the node');
  return isFields(read) ? listOf(fieldsOf(read, 'status'), 'images').flatMap((image) => textsOf(image, 'names')) : [];
}

/** Where selectors are kept that would take a pod of the namespace for their own. */
const selecting: readonly (readonly [path: string, labels: 'selector' | 'matchLabels'])[] = [
  ['/api/v1/namespaces/{}/services', 'selector'],
  ['/apis/apps/v1/namespaces/{}/replicasets', 'matchLabels'],
  ['/apis/apps/v1/namespaces/{}/statefulsets', 'matchLabels'],
  ['/apis/apps/v1/namespaces/{}/daemonsets', 'matchLabels'],
  ['/apis/batch/v1/namespaces/{}/jobs', 'matchLabels'],
];

/** A list that is longer than this is not read whole, and then the selectors are not all known. */
const mostSelectors = 500;

/**
 * The keys of labels that any Service or controller of the namespace selects pods by; undefined where one kind of them
 * cannot be read whole. Never rejects.
 */
export async function selectedKeys(cluster: Reading, namespace: string): Promise<ReadonlySet<string> | undefined> {
  const lists = await Promise.all(
    selecting.map(async ([path, labels]) => {
      const at = path.replace('{}', encodeURIComponent(namespace));
      const read = await readQuietly(cluster, at, 'read what selects pods', { limit: mostSelectors });
      if (!isFields(read) || fieldsOf(read, 'metadata')['continue']) return undefined;
      return listOf(read, 'items').flatMap((item) => keysOf(fieldsOf(item, 'spec'), labels));
    }),
  );
  const known = lists.filter((keys) => keys !== undefined);
  return known.length === lists.length ? new Set(known.flat()) : undefined;
}

function keysOf(spec: Readonly<Record<string, unknown>>, labels: 'selector' | 'matchLabels'): readonly string[] {
  const selector = fieldsOf(spec, 'selector');
  if (labels === 'selector') return Object.keys(selector);
  const expressions = listOf(selector, 'matchExpressions').flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
  return [...Object.keys(fieldsOf(selector, 'matchLabels')), ...expressions];
}

async function readQuietly(
  cluster: Reading,
  path: string,
  operation: string,
  query?: Readonly<Record<string, string | number>>,
): Promise<unknown> {
  return cluster.api({ path, operation, ...(query === undefined ? {} : { query }) }).catch(() => undefined);
}
