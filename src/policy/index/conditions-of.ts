import type { Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, PolicyProgram } from '../model/policy.ts';
import type { TrafficTest } from '../model/traffic.ts';

/** A condition that is no tree: one demand. */
export type Literal = Exclude<Condition, { readonly is: 'every' | 'some' | 'not' }>;

const literals = new WeakMap<Condition, readonly Literal[]>();

/** Every demand in a condition, however deep; collected once per condition. */
export function literalsOf(condition: Condition): readonly Literal[] {
  const before = literals.get(condition);
  if (before !== undefined) return before;
  const made = [...eachLiteral(condition)];
  literals.set(condition, made);
  return made;
}

function* eachLiteral(condition: Condition): Generator<Literal> {
  switch (condition.is) {
    case 'every':
    case 'some':
      for (const part of condition.of) yield* eachLiteral(part);
      return;
    case 'not':
      yield* eachLiteral(condition.of);
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

/** What the rules of one direction demand, collected once. */
const demands = new WeakMap<CompiledDirection, readonly Literal[]>();

/** Every demand of a policy: on its subject, and of its rules on subject and peer. */
export function demandsOf(policy: CompiledPolicy): readonly (readonly Literal[])[] {
  return [literalsOf(policy.subject), ...directionsOf(policy).map(demandsOfRules)];
}

function demandsOfRules(direction: CompiledDirection): readonly Literal[] {
  const before = demands.get(direction);
  if (before !== undefined) return before;
  const made = direction.rules.flatMap(({ peer, subject }) =>
    subject === undefined ? literalsOf(peer) : [...literalsOf(peer), ...literalsOf(subject)],
  );
  demands.set(direction, made);
  return made;
}

/** Every line of ports of a policy. */
export function trafficTestsOf(policy: CompiledPolicy): readonly TrafficTest[] {
  return directionsOf(policy).flatMap(({ rules }) => rules.flatMap((rule) => rule.traffic ?? []));
}
