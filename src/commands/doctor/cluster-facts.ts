import type { AccessAnswer, Cluster, ClusterStatus } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';
import type { Duration } from '../../contracts/time.ts';
import { waitUntil } from '../../store/wait-until.ts';
import { wantedAccess, type Wanted } from './access-questions.ts';
import type { AccessFact, ClusterFacts } from './report.ts';

/** How much longer the server's version is waited for once something of it was heard. */
const identityPatience: Duration = 3_000;

/**
 * Waits until the cluster answered or is known to be in trouble, at most `patience`, then asks what may be done there. What
 * is not allowed in the whole cluster is asked again for the namespace. Never rejects.
 */
export async function clusterFacts(
  cluster: Cluster,
  mode: Mode,
  patience: Duration,
): Promise<Omit<ClusterFacts, 'proxy'>> {
  const settled = ({ phase, problem, login }: ClusterStatus): boolean =>
    phase === 'connected' || (problem !== undefined && login?.terminal !== 'has');
  let status = await waitUntil(cluster.status, settled, patience);
  // A log-in takes as long as somebody types (it is bounded itself); the patience is with the cluster.
  while (!settled(status) && status.login?.terminal === 'has') {
    await waitUntil(cluster.status, ({ login }) => login?.terminal !== 'has', patience);
    status = await waitUntil(cluster.status, settled, patience);
  }
  const reachable = status.phase === 'connected';
  // A list may answer before the server was asked who it is; where that is forbidden it stays unknown.
  if (reachable) {
    status = await waitUntil(cluster.status, ({ serverVersion }) => serverVersion !== undefined, identityPatience);
  }
  const access = reachable
    ? await Promise.all(wantedAccess(mode).map((wanted) => ask(cluster, wanted, status.namespace)))
    : [];
  return {
    context: status.context,
    server: status.server,
    namespace: status.namespace,
    reachable,
    problem: status.problem?.sentence ?? (reachable ? undefined : `No answer within ${Math.round(patience / 1000)} s.`),
    nextStep: status.problem?.nextStep,
    serverVersion: status.serverVersion,
    clusterId: status.clusterId,
    access,
  };
}

async function ask(cluster: Cluster, { question, purpose, vital }: Wanted, namespace: string): Promise<AccessFact> {
  const everywhere = await review(cluster, question);
  // Nodes and namespaces are in no namespace.
  const narrower =
    question.namespace === undefined &&
    namespace !== '' &&
    question.resource !== 'nodes' &&
    question.resource !== 'namespaces';
  if (everywhere.state !== 'denied' || !narrower) return { question, purpose, vital, answer: everywhere };
  const within = { ...question, namespace };
  const here = await review(cluster, within);
  return here.state === 'allowed'
    ? { question: within, purpose, vital, answer: here }
    : { question, purpose, vital, answer: everywhere };
}

async function review(cluster: Cluster, question: AccessFact['question']): Promise<AccessAnswer> {
  try {
    return await cluster.review(question);
  } catch (error) {
    return { state: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}
