import type { Condition } from '../model/condition.ts';
import type { PodParty } from '../model/party.ts';
import type { CompiledDirection, CompiledPolicy, PolicyProgram, Tier } from '../model/policy.ts';

/** Marks a pod that has no address yet; no cluster can have the label, because `invalid` is nobody's domain (RFC 2606). */
const mark = 'plumbline.invalid/without-address';

const isMarked: Condition = { is: 'label', owner: 'pod', key: mark, test: 'exists', values: [] };

/** A pod as lists take it: without an address, or finished and without one, it counts as what it will be. */
export function markWithoutAddress(pod: PodParty): PodParty {
  if (pod.addresses.length > 0 && pod.phase !== 'finished') return pod;
  return { ...pod, addresses: [], phase: 'running', labels: { ...pod.labels, [mark]: '' } };
}

/**
 * A program to which marked pods lie in no address block. Of one flow it cannot be decided whether a block holds an address that
 * is not known; a list of all flows would say so of most, and blocks are meant for what lies outside the cluster.
 */
export function blocksHoldNoMarked(program: PolicyProgram): PolicyProgram {
  const { staged, declared, ...rest } = program;
  return {
    ...rest,
    tiers: program.tiers.map(tier),
    ...(staged === undefined ? {} : { staged: staged.map(tier) }),
    ...(declared === undefined ? {} : { declared: declared.map(tier) }),
  };
}

function tier(one: Tier): Tier {
  return { ...one, policies: one.policies.map(policy) };
}

function policy(one: CompiledPolicy): CompiledPolicy {
  const { ingress, egress } = one;
  return {
    ...one,
    subject: condition(one.subject),
    ...(ingress === undefined ? {} : { ingress: direction(ingress) }),
    ...(egress === undefined ? {} : { egress: direction(egress) }),
  };
}

function direction(one: CompiledDirection): CompiledDirection {
  return {
    ...one,
    rules: one.rules.map((rule) => ({
      ...rule,
      peer: condition(rule.peer),
      ...(rule.subject === undefined ? {} : { subject: condition(rule.subject) }),
    })),
  };
}

function condition(one: Condition): Condition {
  switch (one.is) {
    case 'every':
    case 'some':
      return { is: one.is, of: one.of.map(condition) };
    case 'not':
      return { is: 'not', of: condition(one.of) };
    case 'address':
      return { is: 'every', of: [{ is: 'not', of: isMarked }, one] };
    default:
      return one;
  }
}
