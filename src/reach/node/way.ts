import type { ContainerTarget } from '../../contracts/cluster.ts';
import type { PlumblineError } from '../../contracts/errors.ts';
import type { NodeWant, NodeWay } from '../../contracts/node.ts';
import type { Runner } from '../../contracts/runner.ts';
import type { HostWords } from '../ssh/resolve-host.ts';

/** How the operator gets to the same place by hand: where a pasted line leads. */
export type ByHand =
  | { readonly kind: 'ssh'; readonly host: HostWords }
  /** `before` stands before the program's own argv there: ['nsenter', '--target', '1', …]. */
  | { readonly kind: 'exec'; readonly target: ContainerTarget; readonly before: readonly string[] };

/** A way that leads to the node, and a runner for it. */
export interface OpenedWay {
  readonly way: NodeWay;
  /** Weighs what it is given by the mode, as every runner does. */
  readonly runner: Runner;
  readonly byHand: ByHand;
}

/** A way that will not do. */
export interface RefusedWay {
  /** Why, as sentences; they stand behind the way's words and a colon: 'In the pod of the CNI there: none runs there.' */
  readonly refused: string;
  /** The failure behind it, with its next step, where there was one. */
  readonly error?: PlumblineError;
}

/** One way to the nodes of a cluster; the desk asks them in order and takes the first that leads there. */
export interface WayToNode {
  /** How it begins the sentence that says why it will not do: 'over ssh', 'in the pod of the CNI there'. */
  readonly words: string;
  /**
   * Finds out whether this way leads to the node as it is wanted. Refuses rather than rejects, except when `signal` is
   * aborted. Must not be slow where it is known at once that it will not do. `reasons` are the refusals of those before
   * it, for `NodeWay.reason`.
   */
  open(node: string, want: NodeWant, signal: AbortSignal, reasons: readonly string[]): Promise<OpenedWay | RefusedWay>;
  /** Ends what it holds open. Never rejects. */
  close?(): Promise<void>;
}
