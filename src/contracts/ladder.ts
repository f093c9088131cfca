import type { EndpointPod } from './endpoint.ts';
import type { Place, Runner, RungName } from './runner.ts';
import type { Store } from './store.ts';
import type { Instant } from './time.ts';

/** What a probe was stuck for: programs of which one would do ('ping', or 'nc', 'bash', 'curl'). */
export interface ClimbWant {
  readonly programs: readonly string[];
  /** An exec was refused, rather than a program missing. */
  readonly execRefused: boolean;
}

/** Where a climb led. `climbed`: there are more runners now, so trying again may succeed. */
export type Climb =
  | { readonly climbed: true }
  | { readonly climbed: false; readonly sentence: string; readonly nextStep: string | undefined };

/** The ladder of one pod: its containers first, then whatever was found or made to reach its network. */
export interface PodLadder {
  /** The runners as they are now, lowest rung first; grows with each climb, and loses what has ended. */
  runners(): readonly Runner[];
  /** Counts up with each climb that led somewhere: what was tried before it is worth another try. */
  generation(): number;
  /** Goes one rung up, and asks the operator before anything is made. Never rejects. */
  climb(want: ClimbWant, signal: AbortSignal): Promise<Climb>;
  /** A run found this place gone (ended, evicted, replaced): it is no runner any more. */
  lose(place: Place): void;
  /** Forgets refusals: the operator has asked again. */
  renew(): void;
}

/** One helper that the operator may have made, and what it is told before. */
export interface HelperChoice {
  readonly image: string;
  /** Why this image is proposed: 'reach.image', 'on node worker-1 already'. */
  readonly why: string;
  /** Which of several kinds it is, where there are some: 'host', 'network' or 'privileged' for a debug pod on a node. */
  readonly variant?: string;
  /** What is made, of what, for how long, and what stays: a sentence each. */
  readonly told: readonly string[];
  /** The line that an operator could paste to make the same. */
  readonly commandLine: string;
}

/** Asked before anything is made. */
export interface HelperQuestion {
  /** The rung, or 'node' for a debug pod on a node. */
  readonly rung: RungName;
  /** 'pod shop/catalog-5d8', 'node worker-1' */
  readonly pod: string;
  /** Why it is needed, and why the rungs before it do not do: a sentence each. */
  readonly reasons: readonly string[];
  /** At least one, the best first. */
  readonly choices: readonly HelperChoice[];
}

/** A question that waits for the operator. */
export interface PendingQuestion extends HelperQuestion {
  /** The chosen one of `choices`, or undefined for none of them. */
  readonly answer: (choice: HelperChoice | undefined) => void;
}

/** What plumbline makes in a cluster: in a pod, in place of a pod, on a node. */
export type HelperKind = 'debug-container' | 'probe-pod' | 'node-debug-pod';

/** Something that plumbline made in the cluster. */
export interface MadeHelper {
  readonly kind: HelperKind;
  readonly name: string;
  readonly namespace: string;
  /** The pod that it is in, or that it stands for; of a node's debug pod its own name. */
  readonly pod: string;
  readonly node: string | undefined;
  readonly image: string;
  readonly madeAt: Instant;
  /** It ends by itself then. */
  readonly deadline: Instant;
  /** 'left' is a helper that could not be ended: `note` says why. */
  readonly state: 'starting' | 'running' | 'ended' | 'removed' | 'left';
  /** What stays of it, or what went wrong, as a sentence. */
  readonly note: string | undefined;
  /** The line that removes or ends it, as far as that is possible. */
  readonly removal: string;
}

/** Everything by which a pod's network is reached, for one session. */
export interface Ladder {
  /** The ladder of a pod; the same one for the same uid. `containers` are tried in this order. */
  of(pod: Pick<EndpointPod, 'namespace' | 'name' | 'uid' | 'containers'>): PodLadder;
  /**
   * Makes a debug pod on a node and hands it to the nodes' desk, after the operator was asked; one of this session's that
   * runs there still is taken as it is. Never rejects.
   */
  reachNode(node: string, signal: AbortSignal): Promise<Climb>;
  /** Everything made in this session, oldest first. */
  readonly made: Store<readonly MadeHelper[]>;
  /** The question that waits for the operator now. */
  readonly question: Store<PendingQuestion | undefined>;
  /** Ends one helper of this name now, as far as that is possible; `made` tells what became of it. */
  end(name: string): Promise<void>;
  /** Ends and removes what was made, as far as that is possible; waits for a few seconds at most. */
  close(): Promise<void>;
}
