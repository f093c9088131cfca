import type { ClusterProblem, ClusterStatus, ContextChoice, Freshness, ResourceName } from '../contracts/cluster.ts';
import type { ChosenContext } from '../kube/kubeconfig/choose.ts';
import { watchedResources } from '../kube/watch/resources.ts';
import type { Figures } from './figures.ts';
import type { ServerIdentity } from './identity.ts';
import { isSettled } from './view-needs.ts';

/** What is known of a context while it is open. */
export interface SessionKnowledge {
  readonly choice: ContextChoice;
  /** Undefined until the kubeconfig was read. */
  readonly chosen: ChosenContext | undefined;
  readonly namespace: string;
  /** Undefined until the server has answered. */
  readonly identity: ServerIdentity | undefined;
  /** Something has failed, as opposed to only taking its time. */
  readonly failing: boolean;
  readonly problem: ClusterProblem | undefined;
  readonly freshness: (resource: ResourceName) => Freshness;
  readonly figures: Figures;
  readonly login: ClusterStatus['login'];
}

/** The status of a cluster, as the header shows it. */
export function statusOf(known: SessionKnowledge): ClusterStatus {
  const { choice, chosen, namespace, identity, problem, freshness, figures, login } = known;
  const states = [...watchedResources, 'configmaps' as const].map(
    (resource) => [resource, freshness(resource)] as const,
  );
  return {
    phase: phaseOf(
      known,
      states.map(([, { state }]) => state),
    ),
    context: chosen?.context ?? choice.context ?? '',
    contexts: chosen?.contexts ?? [],
    server: chosen?.server.href.replace(/\/$/, '') ?? '',
    namespace,
    kubeconfigPaths: chosen?.paths ?? (choice.kubeconfig === undefined ? [] : [choice.kubeconfig]),
    serverVersion: identity?.serverVersion,
    clusterId: identity?.clusterId,
    problem,
    resources: Object.fromEntries(states) as Record<ResourceName, Freshness>,
    counts: figures.counts(),
    // Before DaemonSets and nodes were read, 'unknown' would be a guess.
    cni: wasRead(freshness('daemonsets')) && wasRead(freshness('nodes')) ? figures.cni() : undefined,
    ...(login === undefined ? {} : { login }),
  };
}

function phaseOf(
  { failing, chosen, identity }: SessionKnowledge,
  states: readonly Freshness['state'][],
): ClusterStatus['phase'] {
  const live = states.some((state) => state === 'live' || state === 'catching-up');
  if (failing && !live) return 'failing';
  if (chosen === undefined) return 'opening';
  // A refusal is an answer too.
  return identity !== undefined || live || states.includes('denied') ? 'connected' : 'connecting';
}

function wasRead(freshness: Freshness): boolean {
  return freshness.state !== 'denied' && isSettled(freshness);
}
