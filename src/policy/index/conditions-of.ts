import type { Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, PolicyProgram } from '../model/policy.ts';
import type { TrafficTest } from '../model/traffic.ts';

/** A condition that is no tree: one demand. */
export type Literal = Exclude<Condition, { readonly is: 'every' | 'some' | 'not' }>;

/** Every demand in a condition, however deep. */
export function* literalsOf(condition: Condition): Generator<Literal> {
  switch (condition.is) {
    case 'every':
    case 'some':
      for (const part of condition.of) yield* literalsOf(part);
      return;
    case 'not':
      yield* literalsOf(condition.of);
      return;
    default:
      yield condition;
  }
}

/** Every policy of a program once, the staged ones too. */
export function policiesOf(program: PolicyProgram): readonly CompiledPolicy[] {
  return [...new Set([...program.tiers, ...(program.staged ?? [])].flatMap((tier) => tier.policies))];
}

/** The directions that a policy governs. */
export function directionsOf(policy: CompiledPolicy): readonly CompiledDirection[] {
  return [policy.ingress, policy.egress].filter((direction) => direction !== undefined);
}

/** Every condition of a policy: its subject, and what its rules ask of subject and peer. */
export function conditionsOf(policy: CompiledPolicy): readonly Condition[] {
  return [
    policy.subject,
    ...directionsOf(policy).flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.subject === undefined ? [rule.peer] : [rule.peer, rule.subject])),
    ),
  ];
}

/** Every line of ports of a policy. */
export function trafficTestsOf(policy: CompiledPolicy): readonly TrafficTest[] {
  return directionsOf(policy).flatMap(({ rules }) => rules.flatMap((rule) => rule.traffic ?? []));
}
