import type { Condition } from './condition.ts';
import type { TrafficTest } from './traffic.ts';

export type Direction = 'ingress' | 'egress';

/** pass leaves the tier; log is walked over. */
export type RuleAction = 'allow' | 'deny' | 'pass' | 'log';

/** The dialects, by API group and generation. */
export type Dialect = 'kubernetes' | 'network-policy-api' | 'calico' | 'cilium';

/** Which object a policy is: unique within one snapshot. */
export interface PolicyReference {
  readonly kind: string;
  /** Empty for cluster-wide policies. */
  readonly namespace: string;
  readonly name: string;
}

/** One rule, compiled. A rule matches when subject, peer and traffic all do. */
export interface CompiledRule {
  /** Place in its list as an operator counts: from 1. Deny lists of Cilium are lists of their own. */
  readonly number: number;
  /** The list in the object's spec, for the line in the YAML: ['spec', 'ingress', 0]. */
  readonly path: readonly (string | number)[];
  /** The rule's own name, where the dialect has one. */
  readonly name?: string;
  readonly action: RuleAction;
  /** More that is demanded of the subject itself (Calico's destination in an ingress rule). */
  readonly subject?: Condition;
  readonly peer: Condition;
  /** One of these must hold; undefined: any traffic. Never an empty list: a rule that admits nothing has `peer: nobody`. */
  readonly traffic?: readonly TrafficTest[];
  /** What else must be true for an allow to hold, as clauses: 'the request is HTTP GET /x'. Policies alone cannot tell. */
  readonly provided?: readonly string[];
}

/** What a policy does in one direction to the pods it selects. */
export interface CompiledDirection {
  readonly rules: readonly CompiledRule[];
  /** Whether what no rule of the tier matches is decided by the tier's `unmatched` because this policy applies. */
  readonly isolates: boolean;
}

export interface CompiledPolicy {
  readonly reference: PolicyReference;
  readonly dialect: Dialect;
  /** Which parties it governs. */
  readonly subject: Condition;
  /** Undefined: does not govern this direction. */
  readonly ingress?: CompiledDirection;
  readonly egress?: CompiledDirection;
  /** The tier it belongs to, by name. */
  readonly tier: string;
  /** Ascending within a first-match tier; Infinity when not given. Policies of the same order in one tier tie by name unless the tier says that ties are undefined. */
  readonly order: number;
  /** Staged policies are evaluated as "would be" only. */
  readonly staged: boolean;
  /**
   * What could not be understood, as sentences. A policy with any makes undecidable each verdict it could touch; its subject
   * is as narrow as what was understood allows, and its rules are those that were understood.
   */
  readonly notUnderstood: readonly string[];
  /** Line (from 1) of a path of the object in its YAML, where its text is at hand. */
  readonly lineOf?: (path: readonly (string | number)[]) => number | undefined;
}

/**
 * Tiers are walked in order. `first-match`: policies by order, rules in their order; allow and deny end the walk, pass goes to the
 * next tier. `any-allow`: union of allow rules (NetworkPolicy). `deny-first`: any matching deny, then any matching allow (Cilium).
 * When no rule matched: `unmatched` holds if an applied policy isolates, else the next tier is asked.
 */
export interface Tier {
  readonly name: string;
  readonly decides: 'first-match' | 'any-allow' | 'deny-first';
  readonly unmatched: 'deny' | 'continue';
  /** Equal orders whose rules disagree are undefined by the API (AdminNetworkPolicy): the verdict is undecidable then. */
  readonly tiesUndefined: boolean;
  readonly policies: readonly CompiledPolicy[];
}

/** All policies of a cluster as one enforcing CNI reads them. */
export interface PolicyProgram {
  readonly tiers: readonly Tier[];
  /** What holds when no tier decided: allow, except where Calico's profiles say otherwise. */
  readonly otherwise: 'allow' | 'deny';
  /** Staged policies' tiers beside the enforced ones, when there are any: the same tiers with staged policies enforced. */
  readonly staged?: readonly Tier[];
  /** The tiers of the policies that are not enforced, by themselves; only where `notEnforced` names any. */
  readonly declared?: readonly Tier[];
  /** Policies that the CNI in this cluster does not enforce, with why, as a sentence each. */
  readonly notEnforced: readonly { readonly policy: PolicyReference; readonly why: string }[];
}
