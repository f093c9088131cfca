import type { CniCell, CniColumn, CniFact, CniFinding } from '../contracts/cni.ts';
import type { Fact, RawOutput } from '../contracts/node-facts.ts';
import type { NodeWant } from '../contracts/node.ts';
import type { Instant } from '../contracts/time.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { CniExpectations, CniNodeRecord, CniObjects, ClusterEvidence, NodeEvidence } from './evidence.ts';

/** How evidence is got. Nothing in it rejects; every output that it gives is kept for drilling down. */
export interface CniReach {
  /** Aborted when the time for this is over. */
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  /** A GET of the API server; the answer as JSON. Not known, with the server's words, where it refuses or has no such thing. */
  api(path: string, object: string): Promise<Fact<unknown>>;
  /** The objects that are watched, for what hangs on pods; not known while it is not all of them: of one namespace, or still being read. */
  inventory(): Fact<Inventory>;
}

/** The same on one node. */
export interface NodeReach extends CniReach {
  /** Whether the CNI has a pod on the node that programs can be run in. */
  readonly hasAgent: boolean;
  /** Runs a program that only looks in the CNI's own pod on the node, in its main container. */
  inAgent(argv: readonly string[], options?: ReadOptions): Promise<RawOutput>;
  /** Runs a program that only looks on the node, by whatever way there is. */
  onNode(argv: readonly string[], options?: ReadOptions & { readonly want?: NodeWant }): Promise<RawOutput>;
  /** The last lines of the log of the CNI's pod on the node, the newest last. */
  agentLog(lines: number): Promise<Fact<readonly string[]>>;
}

export interface ReadOptions {
  /** Milliseconds; 8 s unless said otherwise. */
  readonly deadline?: number;
  readonly sudo?: boolean;
  /** Bytes; 1 MiB unless said otherwise. */
  readonly outputCap?: number;
}

/** What is made of one node's evidence. */
export interface NodeJudgement {
  /** By the key of the knower's own columns. */
  readonly cells: Readonly<Record<string, CniCell>>;
  /** Also those that say that something is well. */
  readonly findings: readonly CniFinding[];
  /** What should be the same on most nodes, by its name: 'flannel.1 MTU' → '1450'. The odd one out is told by it. */
  readonly traits?: Readonly<Record<string, string>>;
}

export interface ClusterJudgement {
  readonly facts: readonly CniFact[];
  readonly findings: readonly CniFinding[];
  /** What shows on one node only when it is held against others, by the node's name. */
  readonly ofNodes?: ReadonlyMap<string, readonly CniFinding[]>;
}

/**
 * A CNI that is known deeply. Gathering is thin and does the reading; judging is pure, so that the same evidence gives the
 * same findings. What is common to all CNIs (agent, routes, MTU, sysctls…) is gathered and judged beside it.
 */
export interface CniKnower<Shared, Own> {
  /** Its own columns, as it is configured here. */
  columns(cluster: ClusterEvidence<Shared>): readonly CniColumn[];
  /** Read once per look: custom resources, ConfigMaps of its own. */
  gatherShared(objects: CniObjects, reach: CniReach): Promise<Shared>;
  expects(objects: CniObjects, shared: Shared | undefined): CniExpectations;
  /** Read on each node beside the node's facts. */
  gatherNode(node: CniNodeRecord, reach: NodeReach, cluster: ClusterEvidence<Shared>): Promise<Own>;
  judgeNode(node: CniNodeRecord, evidence: NodeEvidence<Own>, cluster: ClusterEvidence<Shared>): NodeJudgement;
  judgeCluster(cluster: ClusterEvidence<Shared>, nodes: ReadonlyMap<string, NodeEvidence<Own>>): ClusterJudgement;
}
