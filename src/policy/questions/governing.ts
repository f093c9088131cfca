import { hasBit, hasClass, isEmpty, addTo, emptyBits } from '../index/class-set.ts';
import { type ConditionContext, evaluateCondition } from '../evaluate/condition.ts';
import { nodeLabelsOf } from '../evaluate/node-labels.ts';
import { settledByCni } from '../evaluate/open-ends.ts';
import { policiesOf } from '../index/conditions-of.ts';
import { noClass } from '../index/classes.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { CompiledPolicy, Direction } from '../model/policy.ts';

/** A policy on a pod. */
export interface PolicyOnParty {
  readonly policy: CompiledPolicy;
  /** unknown: whether it selects the pod cannot be told. */
  readonly applies: 'yes' | 'unknown';
  /** Directions that it governs. */
  readonly directions: readonly Direction[];
}

const directions: readonly Direction[] = ['ingress', 'egress'];

/**
 * Every policy that selects a party, or may, in the order in which the policies are walked. Asks each policy: of one party that is
 * sooner done than classes of all of them.
 */
export function policiesOn(
  { program, snapshot }: Pick<PolicyIndex, 'program' | 'snapshot'>,
  party: Party,
): readonly PolicyOnParty[] {
  // What a policy selects does not hang on the other side of a flow.
  const context: ConditionContext = {
    other: party,
    nodeLabels: nodeLabelsOf(snapshot.nodes),
    openByApi: settledByCni(snapshot.enforcement),
  };
  return policiesOf(program).flatMap((policy) => {
    const applies = evaluateCondition(policy.subject, party, context);
    if (applies === 'no') return [];
    return [{ policy, applies, directions: directions.filter((direction) => policy[direction] !== undefined) }];
  });
}

/** The pods that a policy selects, and those of which it cannot be told. */
export function selectedPods(
  index: PolicyIndex,
  policy: CompiledPolicy,
): { readonly yes: readonly PodParty[]; readonly unknown: readonly PodParty[] } {
  const { yes, unknown } = index.classesOf(policy.subject);
  const within = (set: typeof yes) =>
    isEmpty(set) ? [] : index.snapshot.pods.filter((_, place) => hasClass(set, index.classes.ofPod[place] ?? noClass));
  return { yes: within(yes), unknown: within(unknown) };
}

/** Pods that no policy governs in a direction: whatever comes or goes there is allowed. */
export function ungovernedPods(index: PolicyIndex, direction: Direction): readonly PodParty[] {
  const governed = emptyBits(index.classes.list.length);
  for (const policy of index.program.tiers.flatMap(({ policies }) => policies)) {
    if (policy[direction] === undefined) continue;
    const { yes, unknown } = index.classesOf(policy.subject);
    addTo(governed, yes);
    addTo(governed, unknown);
  }
  return index.snapshot.pods.filter((_, place) => {
    const member = index.classes.ofPod[place] ?? noClass;
    return member !== noClass && !hasBit(governed, member);
  });
}
