import type { Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, PolicyProgram, Tier } from '../model/policy.ts';

/** A demand of a condition: what is no tree. */
type Leaf = Exclude<Condition, { readonly is: 'every' | 'some' | 'not' }>;

/** A program in which every demand on a party is another one. */
export function mapProgram(program: PolicyProgram, change: (leaf: Leaf) => Condition): PolicyProgram {
  const { staged, declared, ...rest } = program;
  const tier = (one: Tier): Tier => ({ ...one, policies: one.policies.map((policy) => mapPolicy(policy, change)) });
  return {
    ...rest,
    tiers: program.tiers.map(tier),
    ...(staged === undefined ? {} : { staged: staged.map(tier) }),
    ...(declared === undefined ? {} : { declared: declared.map(tier) }),
  };
}

function mapPolicy(policy: CompiledPolicy, change: (leaf: Leaf) => Condition): CompiledPolicy {
  const { ingress, egress } = policy;
  return {
    ...policy,
    subject: mapCondition(policy.subject, change),
    ...(ingress === undefined ? {} : { ingress: mapDirection(ingress, change) }),
    ...(egress === undefined ? {} : { egress: mapDirection(egress, change) }),
  };
}

function mapDirection(direction: CompiledDirection, change: (leaf: Leaf) => Condition): CompiledDirection {
  return {
    ...direction,
    rules: direction.rules.map((rule) => ({
      ...rule,
      peer: mapCondition(rule.peer, change),
      ...(rule.subject === undefined ? {} : { subject: mapCondition(rule.subject, change) }),
    })),
  };
}

function mapCondition(condition: Condition, change: (leaf: Leaf) => Condition): Condition {
  switch (condition.is) {
    case 'every':
    case 'some':
      return { is: condition.is, of: condition.of.map((one) => mapCondition(one, change)) };
    case 'not':
      return { is: 'not', of: mapCondition(condition.of, change) };
    default:
      return change(condition);
  }
}
