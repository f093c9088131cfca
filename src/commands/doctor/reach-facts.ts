import type { Config } from '../../config/schema.ts';
import type { AccessAnswer, Cluster } from '../../contracts/cluster.ts';
import { fieldsOf, isFields, listOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { type ImageProposal, proposeImages } from '../../reach/ladder/images.ts';
import { systemNamespace } from '../../reach/ladder/node-pod-namespace.ts';
import {
  debugContainerPermissions,
  type HelperPermission,
  nodePodPermissions,
  probePodPermissions,
} from '../../reach/ladder/permissions.ts';
import { questionText } from './access-questions.ts';
import type { ReachFacts, RungFact } from './report.ts';

/** A few nodes tell what images a cluster usually has; all of a large one would be megabytes. */
const nodesLooked = 5;

/** Everything a probe may need, so that images that carry more come first. */
const wanted = ['iperf3', 'ping', 'nc', 'dig'];

/** Made in the namespace of the context unless one is named. */
const rungs: readonly (readonly [RungFact['rung'], readonly HelperPermission[], namespace?: string])[] = [
  ['debug container', debugContainerPermissions],
  ['probe pod', probePodPermissions],
  ['debug pod on a node', nodePodPermissions, systemNamespace],
];

/**
 * Which image helpers are made of, or that none is set and which would be proposed, and which of them may be made in the
 * namespace. Never rejects.
 */
export async function reachFacts(
  cluster: Pick<Cluster, 'api' | 'review' | 'status'> | undefined,
  { reach }: Pick<Config, 'reach'>,
): Promise<ReachFacts> {
  const { image, lastsSeconds } = reach;
  if (cluster === undefined) return { image, lastsSeconds, proposals: [], rungs: [] };
  const { namespace } = cluster.status.getSnapshot();
  const [proposals, facts] = await Promise.all([
    image === undefined ? proposalsOf(cluster) : [],
    Promise.all(
      rungs.map(([rung, permissions, within = namespace || 'default']) => rungFact(cluster, rung, permissions, within)),
    ),
  ]);
  return { image, lastsSeconds, proposals, rungs: facts };
}

async function rungFact(
  cluster: Pick<Cluster, 'review'>,
  rung: RungFact['rung'],
  permissions: readonly HelperPermission[],
  namespace: string,
): Promise<RungFact> {
  const unknown: AccessAnswer = { state: 'unknown', reason: 'it could not be asked' };
  const vital = permissions.filter((one) => one.vital);
  const answers = await Promise.all(
    vital.map(async ({ question }) => {
      const answer = await cluster.review({ ...question, namespace }).catch(() => unknown);
      return { text: questionText(question), state: answer.state };
    }),
  );
  const state = (['denied', 'unknown'] as const).find((one) => answers.some((answer) => answer.state === one));
  const lacking = answers.filter((answer) => answer.state === state).map(({ text }) => text);
  return { rung, namespace, state: state ?? 'allowed', lacking };
}

/** Images that some nodes have already; none where nodes cannot be read. */
async function proposalsOf(cluster: Pick<Cluster, 'api'>): Promise<readonly ImageProposal[]> {
  const path = '/api/v1/nodes';
  const operation = 'read images of nodes';
  const read = await cluster.api({ path, query: { limit: nodesLooked }, operation }).catch(() => undefined);
  const nodes = isFields(read) ? listOf(read, 'items') : [];
  const found = new Map<string, ImageProposal>();
  for (const node of nodes) {
    const onNode = listOf(fieldsOf(node, 'status'), 'images').flatMap((one) => textsOf(one, 'names'));
    const name = textOf(fieldsOf(node, 'metadata'), 'name');
    for (const proposal of proposeImages({ node: name, onNode, podImage: undefined, wanted })) {
      if (!found.has(proposal.image)) found.set(proposal.image, proposal);
    }
  }
  return [...found.values()].slice(0, 4);
}

/** The facts in words: 'registry.internal/netshoot:v1', or 'none is set (reach.image); would propose …'. */
export function reachImageText({ image, proposals }: ReachFacts): string {
  if (image !== undefined) return image;
  const would =
    proposals.length === 0
      ? 'and none is proposed: no node that was looked at has one that is known'
      : `would propose ${proposals.map((one) => `${one.image} (${one.why})`).join(', ')}`;
  return `none is set (reach.image); ${would}`;
}
