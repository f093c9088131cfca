import { explainAnswer } from '../commands/policy/explain.ts';
import type { LinkQuestion, Matrix, MatrixQuery, PolicyOnPod } from '../contracts/policy.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Clock } from '../kube/clock.ts';
import { endpointText } from '../link/describe.ts';
import type { LintFinding } from '../policy/lint/finding.ts';
import { lintPolicies } from '../policy/lint/lint.ts';
import { groupMatrix, groupPods, type PodGroup } from '../policy/matrix/group-matrix.ts';
import { policiesOn } from '../policy/questions/governing.ts';
import type { PolicyBoard } from './policy-board.ts';

/** `policy explain` for a link of the screen. A link without a verdict is explained by why there is none. */
export function explain(board: PolicyBoard, link: LinkQuestion, clock: Pick<Clock, 'now'>): string {
  const ends = board.ends(link, clock);
  const { protocol, port } = link;
  const text = (end: 'source' | 'destination') => {
    const { endpoint, pod } = ends[end];
    // What a workload stands for now is judged, not all of its pods.
    return endpointText(pod === undefined || endpoint.kind !== 'workload' ? endpoint : { kind: 'pod', ...named(pod) });
  };
  return explainAnswer(board.snapshot(), {
    manifests: [],
    output: 'text',
    exitCode: false,
    from: text('source'),
    to: text('destination'),
    protocol,
    ...(port === undefined ? {} : { port: String(port) }),
  }).text;
}

function named({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return { namespace, name };
}

export function findings(board: PolicyBoard): readonly LintFinding[] {
  return lintPolicies(board.index());
}

/** The part of the matrix that was asked for. */
export function matrix(board: PolicyBoard, query: MatrixQuery): Matrix {
  const index = board.index();
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
  };
}

function isIn({ name }: PodGroup, namespace: string | undefined): boolean {
  return namespace === undefined || name.startsWith(`${namespace}/`);
}

/** Every policy that selects a pod. Throws when there is no such pod. */
export function onPod(
  board: PolicyBoard,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): readonly PolicyOnPod[] {
  const index = board.index();
  const pod = index.snapshot.pods.find((one) => one.namespace === namespace && one.name === name);
  if (pod === undefined) {
    throw new PlumblineError(`There is no pod ${namespace}/${name}.`, {
      kind: 'not-found',
      operation: 'find the policies on a pod',
      object: `pod ${namespace}/${name}`,
    });
  }
  return policiesOn(index, pod).map(({ policy, applies, directions }) => ({
    policy: policy.reference,
    applies,
    directions,
  }));
}
