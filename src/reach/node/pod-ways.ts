import type { ContainerTarget } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Running, RunOptions } from '../../contracts/runner.ts';
import type { KubectlContext } from '../kubectl-line.ts';
import { type PodOnNode, readPodOnNode } from './pod-on-node.ts';
import type { RefusedWay } from './way.ts';

/** What ways through pods need of the cluster. */
export interface PodWayParts {
  /** Reads the pod as it is now. Rejects with a PlumblineError. */
  readonly readPod: (target: ContainerTarget, signal: AbortSignal) => Promise<unknown>;
  /** Runs a program in a container, as the mode allows. */
  readonly exec: (target: ContainerTarget, argv: readonly string[], options: RunOptions) => Running;
  /** The context as it is now, for lines to paste. */
  readonly kubectl: () => KubectlContext;
}

/**
 * The pod as a place on this node, or why it is none. Refuses rather than rejects, except when the signal is aborted.
 */
export async function lookAtPod(
  { readPod }: PodWayParts,
  target: ContainerTarget,
  node: string,
  signal: AbortSignal,
): Promise<PodOnNode | RefusedWay> {
  const text = `pod ${target.namespace}/${target.pod}`;
  let read: unknown;
  try {
    read = await readPod(target, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const words = error instanceof Error ? error.message : String(error);
    return { refused: `${text} cannot be read: ${words}`, ...(error instanceof PlumblineError ? { error } : {}) };
  }
  const pod = readPodOnNode(read, target.container);
  if (pod === undefined) return { refused: `${text} has no container ${target.container ?? ''}`.trimEnd() };
  if (target.uid !== undefined && pod.uid !== target.uid) {
    return { refused: `${text} is another pod of that name than the one that was meant` };
  }
  if (pod.node !== node) return { refused: `${text} is on node ${pod.node}` };
  if (pod.trouble !== undefined) return { refused: `${text} will not do: ${pod.trouble}` };
  if (!pod.hostNetwork) return { refused: `${text} has a network of its own, not the node's` };
  return pod;
}

/** Whether a container may look at the network as root does: privileged, or with both capabilities. */
export function mayAdministerNetwork({ privileged, capabilities }: PodOnNode): boolean {
  const has = (capability: string): boolean => capabilities.includes('ALL') || capabilities.includes(capability);
  return privileged || (has('NET_ADMIN') && has('NET_RAW'));
}

/** The container of a pod that was looked at; another pod of its name is refused later. */
export function targetOf({ namespace, name, container, uid }: PodOnNode): ContainerTarget {
  return { namespace, pod: name, container, ...(uid === '' ? {} : { uid }) };
}
