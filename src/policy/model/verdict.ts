import type { Condition } from './condition.ts';
import type { Party } from './party.ts';
import type { Direction, PolicyReference, RuleAction } from './policy.ts';
import type { Traffic } from './traffic.ts';

/** On what a side's outcome rests. */
export type Basis =
  /** A rule, or the default deny of policies that isolate. */
  | 'policy'
  /** No policy governs this side. */
  | 'default'
  /** The pod's own node, or a pod to itself: allowed whatever policies say. */
  | 'spec-exception'
  /** hostNetwork, ICMP under NetworkPolicy, SNAT, equal priorities: the API leaves it open. */
  | 'undefined'
  | 'not-enforced-by-this-cni';

/** default-deny: isolated and nothing allowed it. not-applicable: this side has no policies of its own (outside, node). */
export type Outcome = 'allow' | 'deny' | 'default-deny' | 'undecidable' | 'not-applicable';

/** The rule that decided. */
export interface RuleReference {
  readonly policy: PolicyReference;
  readonly direction: Direction;
  /** From 1; 0 when the policy's isolation decided and no rule. */
  readonly rule: number;
  readonly name?: string;
  readonly path: readonly (string | number)[];
  readonly line?: number;
}

/** A literal that kept a rule from matching, as words: what was expected and what is there. */
export interface Unmet {
  readonly on: 'subject' | 'peer' | 'traffic';
  /** 'label tier=api', 'namespace label team=shop', 'port 80 or 443', 'protocol UDP'. */
  readonly expected: string;
  /** 'tier=backend', 'no label team', 'port 8080'. */
  readonly found: string;
  /** Both in one clause: 'label tier=api expected, pod shop/web has tier=backend', 'port 8080 not in 80, 443', 'UDP not listed'. */
  readonly words: string;
  /** The literal itself, where it is one of a party. */
  readonly literal?: Condition;
}

export interface RuleStep {
  readonly rule: RuleReference;
  readonly action: RuleAction;
  readonly matched: 'yes' | 'no' | 'unknown';
  /** Empty when it matched. */
  readonly unmet: readonly Unmet[];
  readonly provided: readonly string[];
}

export interface PolicyStep {
  readonly policy: PolicyReference;
  readonly rules: readonly RuleStep[];
  readonly isolates: boolean;
}

export interface TierStep {
  readonly tier: string;
  readonly policies: readonly PolicyStep[];
  readonly result: 'allow' | 'deny' | 'pass' | 'unmatched-deny' | 'unmatched' | 'undecidable';
}

/** What the policies declare for one side of a flow. */
export interface SideVerdict {
  readonly outcome: Outcome;
  readonly basis: Basis;
  /** One sentence: why it is undecidable, an exception or not enforced; empty otherwise. */
  readonly reason: string;
  readonly decidedBy: RuleReference | undefined;
  /** Policies that isolate this side where nothing allowed the flow. */
  readonly isolatedBy: readonly PolicyReference[];
  /** Whether anything here enforces the deciding dialect is not known. */
  readonly enforcementUnknown?: true;
  /** Clauses that must hold besides: 'the request is HTTP GET /x'. */
  readonly provided: readonly string[];
  readonly walk: readonly TierStep[];
  /** What it would be with staged policies enforced, where that differs. */
  readonly staged?: Outcome;
}

/** One flow between two parties on real addresses. */
export interface Flow {
  readonly source: Party;
  readonly destination: Party;
  readonly traffic: Traffic;
  /** It reaches its destination through a Service: a pod that comes back to itself so is no loopback. */
  readonly throughService?: true;
}

/** What the policies declare for a flow: both sides must allow. */
export interface FlowVerdict {
  readonly flow: Flow;
  readonly egress: SideVerdict;
  readonly ingress: SideVerdict;
  readonly allowed: 'yes' | 'no' | 'undecidable';
}
