import { isSameReference, refersTo } from '../policy/reference.ts';
import { explaining, type Weigh } from '../policy/answers/explain.ts';
import type { PolicyOptions } from '../policy/answers/options.ts';
import type {
  Explanation,
  Matrix,
  MatrixQuery,
  PolicyDetail,
  PolicyFindings,
  PolicyOnPod,
} from '../contracts/policy.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { isFields } from '../inventory/prune/fields.ts';
import type { Clock } from '../kube/clock.ts';
import { endpointText } from '../link/describe.ts';
import { linting } from '../policy/lint/lint.ts';
import { groupMatrix, groupPods, type PodGroup } from '../policy/matrix/group-matrix.ts';
import { linesOf } from '../policy/manifests/lines.ts';
import { policiesOf } from '../policy/index/conditions-of.ts';
import { hasBothFamilies } from '../policy/index/families.ts';
import { pluralOf } from '../policy/live/policy-kinds.ts';
import type { PolicyReference } from '../policy/model/policy.ts';
import { weighing } from '../policy/smallest-change/smallest-changes.ts';
import { policiesOn, selectedPods } from '../policy/questions/governing.ts';
import type { ContextSession } from './context-session.ts';
import { yamlOf } from './detail.ts';
import type { Calls } from './protocol.ts';
import { rulePeers } from '../policy/questions/opened-flows.ts';
import type { PolicyBoard } from './policy-board.ts';

/** `policy explain` for a link of the screen. A link without a verdict is explained by why there is none. */
export async function explain(
  board: PolicyBoard,
  { link, changes }: Calls['policyExplain']['ask'],
  clock: Pick<Clock, 'now'>,
): Promise<Explanation> {
  const verdict = board.explain(link, clock);
  if ('unasked' in verdict) return { text: `${verdict.unasked}\n`, openable: false };
  const index = changes ? await board.index() : undefined;
  const ends = board.ends(link, clock);
  const { protocol, port } = link;
  // Of a workload and itself, its pods among each other are meant, and not the one that stands for it.
  const itself = ends.source.pod !== undefined && ends.source.pod.uid === ends.destination.pod?.uid;
  const text = (end: 'source' | 'destination') => {
    const { endpoint, pod } = ends[end];
    // What a workload stands for now is judged, not all of its pods.
    return endpointText(
      pod === undefined || endpoint.kind !== 'workload' || itself ? endpoint : { kind: 'pod', ...named(pod) },
    );
  };
  const options: PolicyOptions<'explain'> = {
    manifests: [],
    output: 'text',
    exitCode: false,
    from: text('source'),
    to: text('destination'),
    protocol,
    ...(port === undefined ? {} : { port: String(port) }),
  };
  const program = index?.program ?? board.program();
  const weigh = index === undefined ? undefined : (...denied: Parameters<Weigh>) => weighing(index, ...denied);
  const explained = await board.pieces(explaining(program, board.snapshotOfLink(link, ends), options, weigh));
  return { text: explained.text, openable: explained.openable };
}

function named({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return { namespace, name };
}

export function findings(board: PolicyBoard): Promise<PolicyFindings> {
  return board.findings(linting);
}

const podsMost = 200;

/** Reads a policy anew, with the pods it selects and what is amiss with it. Throws PlumblineErrors. */
export async function open(
  board: PolicyBoard,
  { policy, path }: Calls['policyOpen']['ask'],
  session: Pick<ContextSession, 'connection' | 'inventory'>,
): Promise<PolicyDetail> {
  const object = `${policy.kind} ${policy.namespace === '' ? policy.name : `${policy.namespace}/${policy.name}`}`;
  const place = placeOf(policy, session.inventory);
  if (place === undefined) {
    throw new PlumblineError(`There is no ${object}.`, { kind: 'not-found', operation: 'read the policy', object });
  }
  const connection = await session.connection();
  const read = await connection.json<unknown>({ path: place, operation: 'read the policy', object });
  if (!isFields(read)) {
    throw new PlumblineError(`The server answered something else than ${object}.`, {
      kind: 'protocol',
      operation: 'read the policy',
      object,
    });
  }
  const yaml = yamlOf(read);
  const index = await board.index();
  const compiled = policiesOf(index.program).find(({ reference }) => isSameReference(reference, policy));
  const pods = compiled === undefined ? [] : selectedPods(index, compiled).yes;
  return {
    yaml,
    line: path.length === 0 ? undefined : linesOf(yaml, 1)(path),
    pods: pods.slice(0, podsMost).map((pod) => `${pod.namespace}/${pod.name}`),
    selects: pods.length,
    peers: compiled === undefined ? [] : rulePeers(index, compiled),
    findings: (await findings(board)).findings.filter((finding) => isSameReference(finding.policy, policy)),
  };
}

/** Where the API server has a policy; undefined for one that is not known. */
function placeOf(policy: PolicyReference, { networkpolicies, policyobjects }: Inventory): string | undefined {
  const { kind, namespace, name } = policy;
  const within = namespace === '' ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  if (kind === 'NetworkPolicy' && networkpolicies.byName(namespace, name) !== undefined)
    return `/apis/networking.k8s.io/v1${within}/networkpolicies/${encodeURIComponent(name)}`;
  for (const object of policyobjects.values()) {
    if (!refersTo(policy, { ...object, kind: object.objectKind })) continue;
    const plural = pluralOf(object.apiVersion, object.objectKind);
    return plural && `/apis/${object.apiVersion}${within}/${plural}/${encodeURIComponent(name)}`;
  }
  return undefined;
}

/** The part of the matrix that was asked for. */
export async function matrix(board: PolicyBoard, query: MatrixQuery): Promise<Matrix> {
  const index = await board.index();
  const groups = groupPods(index, query.by);
  const sources = groups.filter((group) => isIn(group, query.sourceNamespace));
  const destinations = groups.filter((group) => isIn(group, query.destinationNamespace));
  const shown = sources.slice(query.rows.offset, query.rows.offset + query.rows.limit);
  const columns = destinations.slice(query.columns.offset, query.columns.offset + query.columns.limit);
  const view = index.carrying({ protocol: query.protocol, port: query.port });
  return {
    sources: shown.map(({ name }) => name),
    destinations: columns.map(({ name }) => name),
    cells: groupMatrix(view, shown, columns),
    totalSources: sources.length,
    totalDestinations: destinations.length,
    family: hasBothFamilies(index) ? index.family : undefined,
  };
}

function isIn({ name }: PodGroup, namespace: string | undefined): boolean {
  return namespace === undefined || name.startsWith(`${namespace}/`);
}

/** Every policy that selects a pod. Throws when there is no such pod. */
export function onPod(
  board: PolicyBoard,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  inventory: Inventory,
): readonly PolicyOnPod[] {
  const record = inventory.pods.byName(namespace, name);
  const snapshot = board.snapshot({ pods: record === undefined ? [] : [record], services: [] });
  const [pod] = snapshot.pods;
  if (pod === undefined) {
    throw new PlumblineError(`There is no pod ${namespace}/${name}.`, {
      kind: 'not-found',
      operation: 'find the policies on a pod',
      object: `pod ${namespace}/${name}`,
    });
  }
  return policiesOn({ program: board.program(), snapshot }, pod).map(({ policy, applies, directions }) => ({
    policy: policy.reference,
    applies,
    directions,
  }));
}
