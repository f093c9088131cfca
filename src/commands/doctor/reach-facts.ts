import type { Config } from '../../config/schema.ts';
import type { Cluster } from '../../contracts/cluster.ts';
import { fieldsOf, isFields, listOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { type ImageProposal, proposeImages } from '../../reach/ladder/images.ts';
import type { ReachFacts } from './report.ts';

/** A few nodes tell what images a cluster usually has; all of a large one would be megabytes. */
const nodesLooked = 5;

/** Everything a probe may need, so that images that carry more come first. */
const wanted = ['iperf3', 'ping', 'nc', 'dig'];

/** Which image helpers are made of, or that none is set and which would be proposed. Never rejects. */
export async function reachFacts(
  cluster: Pick<Cluster, 'api'> | undefined,
  { reach }: Pick<Config, 'reach'>,
): Promise<ReachFacts> {
  const { image, lastsSeconds } = reach;
  if (image !== undefined || cluster === undefined) return { image, lastsSeconds, proposals: [] };
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
  return { image, lastsSeconds, proposals: [...found.values()].slice(0, 4) };
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
