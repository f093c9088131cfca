import type { Declared } from '../policy/compare/declared.ts';
import type { FlowExplanation } from '../policy/destinations/explain-flow.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import type { SideVerdict } from '../policy/model/verdict.ts';
import type { Link } from './link.ts';
import type { Duration, Instant } from './time.ts';

/** A link as policies are asked about it. */
export type LinkQuestion = Pick<Link, 'source' | 'destination' | 'protocol' | 'port'>;

/** What the policies declare for one side of a link, without the walk to it. */
export type DeclaredSide = Omit<SideVerdict, 'walk'>;

/** What the policies declare for a link now. Immutable; a follower gets a new one with each change. */
export interface DeclaredLink {
  /** mixed: some of a service's backends are allowed and some are not. */
  readonly allowed: FlowExplanation['allowed'];
  /** Why there is no verdict or what it leaves out, as a sentence; '' otherwise. */
  readonly problem: string;
  /** Real destinations that were judged: one, or a service's backends. */
  readonly targets: number;
  /** The sides towards the first destination, or the first that is not allowed; undefined without a destination. */
  readonly sides: { readonly egress: DeclaredSide; readonly ingress: DeclaredSide } | undefined;
  /** The same, as it can be held against a measurement; undefined where it cannot. */
  readonly comparable: Declared | undefined;
  /** When it came to be so: what was measured before proves nothing about it. */
  readonly since: Instant;
}

/** What the policies of a cluster declare. Asked where the inventory is; the engine and its index never load on the UI thread. */
export interface PolicyDesk {
  /** Everything that verdicts rest on, copied: for a command that asks many questions. Waits until it has been read, at most `patience`. */
  snapshot(patience?: Duration): Promise<PolicySnapshot>;
  /** Calls back now and with every change of what the policies declare for a link; the returned function ends that. */
  follow(question: LinkQuestion, listener: (declared: DeclaredLink) => void): () => void;
}
