import type { NodeFacts, RawOutput, RawOutputId } from './node-facts.ts';
import type { NodeWay } from './node.ts';
import type { Store } from './store.ts';
import type { Instant } from './time.ts';

/** How well something is. unknown is an answer: it could not be looked at, or what was read says nothing. */
export type CniHealth = 'ok' | 'warning' | 'fault' | 'unknown';

/** One thing that was found out, healthy or not. */
export interface CniFinding {
  /** Of the rule that found it, stable: 'flannel/forwarding-entry'. */
  readonly id: string;
  readonly health: CniHealth;
  /** 'worker-1 has no forwarding entry for worker-2 (192.168.1.12): …' */
  readonly sentence: string;
  /** What to do next; undefined where nothing is to be done. */
  readonly nextStep: string | undefined;
  /** The outputs it rests on. */
  readonly from: readonly RawOutputId[];
}

/** A column of the table of nodes: what differs between CNIs. */
export interface CniColumn {
  readonly key: string;
  /** 'FDB', 'BGP', 'ENDPOINTS'. */
  readonly title: string;
}

export interface CniCell {
  /** '2/2', 'Established', '-'. */
  readonly text: string;
  readonly health: CniHealth;
}

/** One node as its CNI has it. */
export interface CniNode {
  readonly node: string;
  readonly health: CniHealth;
  /** By the key of the column; what is missing was not looked at. */
  readonly cells: Readonly<Record<string, CniCell>>;
  /** The gravest first. */
  readonly findings: readonly CniFinding[];
  /** Values in which it differs from most others: 'mtu 1500, others 1450'. */
  readonly odd: readonly string[];
  /** How it was looked at; undefined where it could not be reached. */
  readonly way: NodeWay | undefined;
  /** Why it could not be looked at, whole or in part, as a sentence. */
  readonly problem: string | undefined;
  /** When it was looked at last. */
  readonly at: Instant | undefined;
}

/** Something about the CNI as a whole: a pool of addresses, a setting, the operator's status. */
export interface CniFact {
  /** 'IP pool default-ipv4-ippool', 'felix', 'net-conf.json' */
  readonly name: string;
  readonly text: string;
  readonly health: CniHealth;
}

/** The CNI as it was found when it was looked at. Immutable; a new one with each look. */
export interface CniState {
  /** 'flannel', 'calico', 'cilium', or another one that is known by name only. */
  readonly name: string;
  /** Whether plumbline reads more of it than that it is there. */
  readonly deep: boolean;
  readonly sentence: string;
  readonly facts: readonly CniFact[];
  /** Of the cluster as a whole, the gravest first. */
  readonly findings: readonly CniFinding[];
  readonly columns: readonly CniColumn[];
  readonly nodes: readonly CniNode[];
  /** Whether a look is under way; rows of nodes that have answered are there already. */
  readonly looking: boolean;
  readonly asOf: Instant | undefined;
}

/** What was read for one node, for drilling down. */
export interface CniNodeDetail {
  readonly node: CniNode;
  readonly facts: NodeFacts | undefined;
  readonly raw: readonly RawOutput[];
}

/** The CNI of a cluster, looked into on every node. Reads only. */
export interface CniDesk {
  /** Undefined before the first look. */
  readonly state: Store<CniState | undefined>;
  /** Looks now and again from time to time until the returned function is called. */
  watch(): () => void;
  /** Looks now; resolves when every node has answered or its time is over. */
  refresh(): Promise<void>;
  detail(node: string): Promise<CniNodeDetail | undefined>;
}
