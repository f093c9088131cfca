import type { Cluster } from '../../contracts/cluster.ts';
import type { Mode } from '../../contracts/consent.ts';
import type { HelperChoice, HelperQuestion } from '../../contracts/ladder.ts';
import type { Recorder } from '../../contracts/record.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import type { KubectlContext } from '../kubectl-line.ts';
import type { MadeRegistry } from './made.ts';

/** The operator's word: the choice that may be made, or none and why not. */
export type OperatorAnswer =
  | { readonly choice: HelperChoice }
  | { readonly choice: undefined; readonly sentence: string; readonly nextStep: string };

/** Asks the operator whether a helper may be made. */
export type AskOperator = (question: HelperQuestion, signal: AbortSignal) => Promise<OperatorAnswer>;

/** The answer of an operator who was asked and does not want it. */
export const declined: OperatorAnswer = {
  choice: undefined,
  sentence: 'you chose to make no helper',
  nextStep: 'Start the probe again to be asked again.',
};

/** What the operator has set for helpers. */
export interface ReachSettings {
  /** The image of every helper; without one only proposals are made, and nothing without a choice. */
  readonly image?: string | undefined;
  /** A helper ends by itself after so many seconds. */
  readonly lastsSeconds: number;
}

/** What a session gives its ladder. */
export interface LadderOptions {
  readonly cluster: Cluster;
  readonly settings: ReachSettings;
  readonly mode: Mode;
  readonly recorder: Pick<Recorder, 'append'>;
  /** The kubeconfig named on the command line, for lines to paste. */
  readonly kubeconfig: string | undefined;
  /** 'anna@bastion-1 4711'. */
  readonly maker: string;
  readonly clock?: () => Instant;
}

/** What the ladder of one pod works with. */
export interface LadderParts {
  readonly cluster: Cluster;
  readonly settings: ReachSettings;
  readonly mode: Mode;
  readonly maker: string;
  readonly ask: AskOperator;
  readonly made: MadeRegistry;
  readonly now: () => Instant;
  /** The context as it is now. */
  readonly kubectl: () => KubectlContext;
}

/** Milliseconds that a helper lasts. */
export function lastsOf({ lastsSeconds }: ReachSettings): Duration {
  return lastsSeconds * 1000;
}

/** A helper whose end is nearer than this gets no new program: it would be cut off. */
export function nearEnd(settings: ReachSettings): Duration {
  return Math.min(30_000, lastsOf(settings) / 4);
}
