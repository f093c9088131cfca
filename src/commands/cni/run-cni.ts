import type { Cluster } from '../../contracts/cluster.ts';
import type { CniNode, CniState } from '../../contracts/cni.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { nearNames } from '../../text/near.ts';
import { listWords } from '../../text/words.ts';
import { exitCodes } from '../failure.ts';
import { cniNodeText, cniText } from './state-text.ts';

/** What `plumbline cni` needs of the world. */
export interface CniParts {
  readonly cni: Pick<Cluster['cni'], 'state' | 'refresh' | 'detail'>;
  /** Only this node is told about, whole. */
  readonly node: string | undefined;
  readonly output: 'text' | 'json';
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Looks at the CNI once and prints what was found. Resolves to the exit code; rejects with a PlumblineError where the cluster
 * does not tell what there is to look at, and for a node that there is not.
 */
export async function runCni(parts: CniParts): Promise<number> {
  const { cni, node, output, stdout, stderr, signal } = parts;
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const looking = cni.refresh();
  // Whoever waits below hears of a failure; this is for the time after nobody does.
  looking.catch(() => {});
  if (node !== undefined) {
    // The names are known before the nodes have answered: a misspelt one need not wait for them.
    await Promise.race([looking, stopped, firstState(cni.state)]);
    const first = cni.state.getSnapshot();
    if (first !== undefined) requireNode(node, first);
  }
  await Promise.race([looking, stopped]);
  if (signal.aborted) stderr('plumbline: stopped.\n');
  const state = cni.state.getSnapshot();
  if (state === undefined) {
    if (!signal.aborted) stderr('plumbline: nothing of the CNI could be looked at.\n');
    return exitCodes.couldNotTest;
  }
  if (node === undefined) {
    stdout(output === 'json' ? json('CniState', state) : cniText(state));
    return exitCodeFor(state.nodes, state.findings);
  }
  const detail = signal.aborted ? undefined : await cni.detail(node);
  const found = detail?.node ?? requireNode(node, state);
  stdout(output === 'json' ? json('CniNodeDetail', detail ?? { node: found }) : cniNodeText(found, state.columns));
  return exitCodeFor([found], []);
}

/** 1 with a fault; 3 where no node is known, or how well one is; else 0. What is only odd is no fault. */
function exitCodeFor(nodes: readonly CniNode[], ofCluster: CniState['findings']): number {
  const has = (health: CniNode['health']): boolean => nodes.some((node) => node.health === health);
  if (has('fault') || ofCluster.some(({ health }) => health === 'fault')) return exitCodes.doesNot;
  return nodes.length === 0 || has('unknown') ? exitCodes.couldNotTest : exitCodes.works;
}

function requireNode(name: string, { nodes }: CniState): CniNode {
  const found = nodes.find(({ node }) => node === name);
  if (found !== undefined) return found;
  const near = nearNames(
    name,
    nodes.map(({ node }) => node),
  );
  throw new PlumblineError(
    `There is no node '${name}'.${near.length === 0 ? '' : ` Did you mean ${listWords(near, 'or')}?`}`,
    {
      kind: 'usage',
      operation: 'look at the CNI on a node',
      object: `node ${name}`,
      nextStep: 'plumbline cni, without --node, lists all nodes.',
    },
  );
}

function firstState(state: CniParts['cni']['state']): Promise<void> {
  return new Promise((resolve) => {
    const end = state.subscribe(() => {
      if (state.getSnapshot() === undefined) return;
      end();
      resolve();
    });
  });
}

function json(kind: string, document: object): string {
  return `${JSON.stringify({ apiVersion: 'plumbline/v1', kind, ...document }, undefined, 2)}\n`;
}
