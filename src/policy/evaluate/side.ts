import type { Party } from '../model/party.ts';
import type { CompiledDirection, CompiledPolicy, CompiledRule, Direction } from '../model/policy.ts';
import type { Traffic } from '../model/traffic.ts';
import { type ConditionContext, evaluateCondition } from './condition.ts';
import { evaluateTraffic } from './traffic.ts';
import { both, type Truth } from './truth.ts';

/** One side of a flow: the party that policies may govern, and the other one. */
export interface Side {
  readonly direction: Direction;
  readonly subject: Party;
  readonly peer: Party;
  readonly traffic: Traffic;
  readonly family: 4 | 6 | undefined;
  readonly throughService: boolean;
  readonly nodeLabels: ConditionContext['nodeLabels'];
  /** How to take what the API leaves to the CNI. */
  readonly openByApi: Truth;
}

/** A rule held against a side, given that its policy applies. */
export interface RuleMatch {
  readonly rule: CompiledRule;
  readonly matched: Truth;
}

/** A policy that governs a side, or may. */
export interface AppliedPolicy {
  readonly policy: CompiledPolicy;
  readonly governs: CompiledDirection;
  readonly applies: 'yes' | 'unknown';
  readonly rules: readonly RuleMatch[];
}

/** Holds a policy against a side; undefined when it does not govern it. */
export function applyPolicy(policy: CompiledPolicy, side: Side): AppliedPolicy | undefined {
  const governs = policy[side.direction];
  if (governs === undefined) return undefined;
  const applies = evaluateCondition(policy.subject, side.subject, subjectContext(side));
  if (applies === 'no') return undefined;
  return { policy, governs, applies, rules: governs.rules.map((rule) => ({ rule, matched: ruleTruth(rule, side) })) };
}

export function subjectContext({ peer, nodeLabels, openByApi }: Side): ConditionContext {
  return { other: peer, nodeLabels, openByApi };
}

export function peerContext({ subject, nodeLabels, openByApi }: Side): ConditionContext {
  return { other: subject, nodeLabels, openByApi };
}

/** The party that the flow goes to, whose container ports give named ports their numbers. */
export function destinationOf({ direction, subject, peer }: Side): Party {
  return direction === 'ingress' ? subject : peer;
}

function ruleTruth(rule: CompiledRule, side: Side): Truth {
  const traffic = evaluateTraffic(rule.traffic, side.traffic, {
    destination: destinationOf(side),
    family: side.family,
  });
  if (traffic === 'no') return 'no';
  const peer = evaluateCondition(rule.peer, side.peer, peerContext(side));
  if (peer === 'no' || rule.subject === undefined) return both(traffic, peer);
  return both(both(traffic, peer), evaluateCondition(rule.subject, side.subject, subjectContext(side)));
}
