import type { Declared } from '../policy/compare/declared.ts';
import type { FlowExplanation } from '../policy/destinations/explain-flow.ts';
import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import type { LintFinding } from '../policy/lint/finding.ts';
import type { PairCount } from '../policy/matrix/count-pairs.ts';
import type { Direction, PolicyReference } from '../policy/model/policy.ts';
import type { RulePeers } from '../policy/questions/opened-flows.ts';
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

/** Who decides on a link, in words. */
export interface Explanation {
  readonly text: string;
  /** Whether it is denied in a way that changes could be weighed against. */
  readonly openable: boolean;
}

/** One policy opened. */
export interface PolicyDetail {
  /** As the server has it now, managedFields left out. */
  readonly yaml: string;
  /** Line of the YAML, from 1, on which the path that was asked for stands. */
  readonly line: number | undefined;
  /** Pods that it selects, 'namespace/name', at most 200; `selects` counts all of them. */
  readonly pods: readonly string[];
  readonly selects: number;
  /** Whom its rules name now. */
  readonly peers: readonly RulePeers[];
  readonly findings: readonly LintFinding[];
}

/** What is amiss with the policies, the gravest first. */
export interface PolicyFindings {
  readonly findings: readonly LintFinding[];
  /** The policies that were looked at: of others nothing is known, not even that they are well. */
  readonly judged: readonly PolicyReference[];
  /** What could not be read or seen, as sentences: of what hangs on it nothing is said. */
  readonly unseen: readonly string[];
}

/** Which part of the matrix of flows is wanted: as many rows and columns as a screen has. */
export interface MatrixQuery {
  readonly by: 'namespace' | 'workload';
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
  /** Only workloads of these namespaces, as source and as destination. */
  readonly sourceNamespace?: string;
  readonly destinationNamespace?: string;
  readonly rows: { readonly offset: number; readonly limit: number };
  readonly columns: { readonly offset: number; readonly limit: number };
}

/** Which flows the policies declare allowed between groups of pods. */
export interface Matrix {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** A row per source, a cell per destination: ordered pairs of different pods. */
  readonly cells: readonly (readonly PairCount[])[];
  readonly totalSources: number;
  readonly totalDestinations: number;
  /** Over which family of addresses the flows go, where pods have both: of the other one nothing is said. */
  readonly family: 4 | 6 | undefined;
}

/** A policy on a pod. */
export interface PolicyOnPod {
  readonly policy: PolicyReference;
  /** unknown: whether it selects the pod cannot be told. */
  readonly applies: 'yes' | 'unknown';
  readonly directions: readonly Direction[];
}

/** What the policies of a cluster declare. Asked where the inventory is; the engine and its index never load on the UI thread. */
export interface PolicyDesk {
  /** Everything that verdicts rest on, copied: for a command that asks many questions. Waits until it has been read, at most `patience`. */
  snapshot(patience?: Duration): Promise<PolicySnapshot>;
  /**
   * Who decides on a link and what is nearest to deciding otherwise, as text of 80 columns; with `changes` also what would open
   * it. Verdicts come at once, weighing changes takes a second or two in the largest clusters.
   */
  explain(question: LinkQuestion, changes: boolean): Promise<Explanation>;
  /** What is amiss with the policies, the gravest first. */
  findings(): Promise<PolicyFindings>;
  matrix(query: MatrixQuery): Promise<Matrix>;
  /** Reads one policy anew; `path` is what its line is wanted of: ['spec', 'ingress', 0]. */
  open(policy: PolicyReference, path?: readonly (string | number)[]): Promise<PolicyDetail>;
  /** Every policy that selects a pod, or may, in the order in which they are walked. */
  onPod(namespace: string, name: string): Promise<readonly PolicyOnPod[]>;
  /** Calls back now and with every change of what the policies declare for a link; the returned function ends that. */
  follow(question: LinkQuestion, listener: (declared: DeclaredLink) => void): () => void;
}
