import type { Cluster } from '../../contracts/cluster.ts';
import type { HelperKind } from '../../contracts/ladder.ts';
import type { Instant } from '../../contracts/time.ts';
import { fieldsOf, instantOf, isFields, listOf, textOf } from '../../inventory/prune/fields.ts';
import { deadlineAnnotation, makerAnnotation, managedBy, nodePodPrefix, probePodPrefix } from './names.ts';
import { readPodFacts } from './pod-facts.ts';

/** A helper that is in the cluster, whoever made it and whenever. */
export interface FoundHelper {
  readonly kind: HelperKind;
  readonly name: string;
  readonly namespace: string;
  /** The pod that a debug container is in; the own name of any other. */
  readonly pod: string;
  readonly uid: string;
  readonly node: string | undefined;
  /** Its program runs, or may begin yet. */
  readonly runs: boolean;
  readonly deadline: Instant | undefined;
  /** 'anna@bastion-1 4711'. */
  readonly maker: string | undefined;
}

/** Pods of one page: an answer of a few megabytes, whatever the size of the cluster. */
const pageSize = 250;

/** More pages than any cluster has; a server that always says 'continue' ends there. */
const mostPages = 4000;

/**
 * Reads every pod, page by page, and picks what plumbline made: pods by their label and name, debug containers by their
 * name. Only in `namespace` where one is given. Rejects with the PlumblineError of the first page that cannot be read.
 */
export async function findHelpers(
  cluster: Pick<Cluster, 'api'>,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly FoundHelper[]> {
  const path = namespace === undefined ? '/api/v1/pods' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const found: FoundHelper[] = [];
  let token = '';
  for (let page = 0; page < mostPages && !signal.aborted; page += 1) {
    const list = await cluster.api({
      path,
      query: { limit: pageSize, ...(token === '' ? {} : { continue: token }) },
      operation: 'list pods',
      object: namespace === undefined ? 'all namespaces' : `namespace ${namespace}`,
      patience: 60_000,
    });
    if (!isFields(list)) break;
    found.push(...listOf(list, 'items').flatMap(helpersIn));
    token = textOf(fieldsOf(list, 'metadata'), 'continue');
    if (token === '') break;
  }
  return found;
}

/** The helpers of one v1 Pod: itself, or debug containers in it. Pure. */
export function helpersIn(pod: unknown): readonly FoundHelper[] {
  const facts = readPodFacts(pod);
  if (facts === undefined || !isFields(pod)) return [];
  const { namespace, name, uid, node } = facts;
  const annotations = fieldsOf(fieldsOf(pod, 'metadata'), 'annotations');
  const isOwn = Object.entries(managedBy).every(([key, value]) => facts.labels[key] === value);
  const podKind = name.startsWith(probePodPrefix)
    ? 'probe-pod'
    : name.startsWith(nodePodPrefix)
      ? 'node-debug-pod'
      : undefined;
  if (isOwn && podKind !== undefined) {
    const phase = textOf(fieldsOf(pod, 'status'), 'phase');
    const deadline = instantOf(annotations, deadlineAnnotation);
    const maker = textOf(annotations, makerAnnotation) || undefined;
    const runs = phase !== 'Succeeded' && phase !== 'Failed';
    return [{ kind: podKind, name, namespace, pod: name, uid, node, runs, deadline, maker }];
  }
  return facts.debugContainers
    .filter(({ own }) => own)
    .map(({ name: container, running, deadline, maker }) => ({
      kind: 'debug-container',
      name: container,
      namespace,
      pod: name,
      uid,
      node,
      runs: running && facts.ending === undefined,
      deadline,
      maker,
    }));
}
