import type { Condition } from '../model/condition.ts';
import type { CompiledDirection, CompiledPolicy, CompiledRule } from '../model/policy.ts';
import { outsideCluster } from './cidr.ts';
import type { SharedContext } from './context.ts';
import { isCiliumTest, literalCondition } from './labels.ts';

/**
 * A policy of another dialect with conditions as Cilium takes them: labels of pods include those that it derives, and CIDRs
 * match what is outside of the cluster. The network-policy-api has them match pods as well; whether Cilium follows it there
 * no object tells.
 */
export function asCiliumSees(policy: CompiledPolicy, shared: SharedContext): CompiledPolicy {
  const openInside = policy.dialect === 'network-policy-api';
  const seen = (condition: Condition) => translate(condition, openInside, shared);
  const rule = ({ subject, peer, ...rest }: CompiledRule): CompiledRule => ({
    ...rest,
    ...(subject === undefined ? {} : { subject: seen(subject) }),
    peer: seen(peer),
  });
  const direction = ({ rules, isolates }: CompiledDirection): CompiledDirection => ({
    isolates,
    rules: rules.map(rule),
  });
  const { ingress, egress } = policy;
  return {
    ...policy,
    subject: seen(policy.subject),
    ...(ingress === undefined ? {} : { ingress: direction(ingress) }),
    ...(egress === undefined ? {} : { egress: direction(egress) }),
  };
}

const perhapsInside: Condition = {
  is: 'undecidable',
  reason: 'whether networks match pods and nodes by their addresses depends on how Cilium is built and configured',
};

function translate(condition: Condition, openInside: boolean, shared: SharedContext): Condition {
  switch (condition.is) {
    case 'address': {
      const outside = outsideCluster(shared.snapshot);
      return { is: 'every', of: [openInside ? { is: 'some', of: [outside, perhapsInside] } : outside, condition] };
    }
    case 'label': {
      const { owner, key, test, values } = condition;
      if (owner !== 'pod' || !isCiliumTest(test)) return condition;
      return literalCondition({ key, test, values }, shared) ?? condition;
    }
    case 'every':
    case 'some':
      return { is: condition.is, of: condition.of.map((one) => translate(one, openInside, shared)) };
    case 'not':
      return { is: 'not', of: translate(condition.of, openInside, shared) };
    default:
      return condition;
  }
}
