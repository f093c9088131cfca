import { gatherNodeFacts } from '../../node-facts/gather.ts';
import { nodePage } from '../../node-facts/page/page.ts';
import { exitCodes } from '../failure.ts';
import { nodeFactsText } from './facts-text.ts';
import { type LookOptions, withNode } from './with-node.ts';

/**
 * `plumbline node facts NODE`. Resolves to the exit code: 0 when nothing that was read is amiss, 1 when something is;
 * rejects where the node is not reached.
 */
export async function nodeFacts(
  node: string,
  options: LookOptions & { readonly output?: 'text' | 'json' },
): Promise<number> {
  return await withNode(node, options, async ({ nodes }, signal) => {
    const way = await nodes.way(node);
    const facts = await gatherNodeFacts(nodes.runner(node), { node, way, signal });
    process.stdout.write(
      options.output === 'json'
        ? `${JSON.stringify({ apiVersion: 'plumbline/v1', kind: 'NodeFacts', ...facts }, undefined, 2)}\n`
        : nodeFactsText(facts),
    );
    if (facts.raw.every(({ end }) => end.kind === 'failed' || end.kind === 'stopped')) return exitCodes.couldNotTest;
    const amiss = nodePage(facts).some(({ health }) => health === 'fault' || health === 'warning');
    return amiss ? exitCodes.doesNot : exitCodes.works;
  });
}
