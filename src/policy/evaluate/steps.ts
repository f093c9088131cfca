import type { CompiledPolicy, CompiledRule, Direction } from '../model/policy.ts';
import type { PolicyStep, RuleReference, RuleStep, TierStep } from '../model/verdict.ts';
import type { AppliedPolicy, Side } from './side.ts';
import type { TierOutcome } from './tier.ts';
import { both } from './truth.ts';
import { unmetOfRule } from './unmet.ts';
import type { SideWalk } from './walk.ts';

/** The tiers in which a policy governs the side, with every rule that was asked. */
export function stepsOf(walk: SideWalk, side: Side): readonly TierStep[] {
  return walk.tiers
    .filter(({ applied }) => applied.length > 0)
    .map((outcome) => ({
      tier: outcome.tier.name,
      policies: askedPolicies(outcome).map((one) => policyStep(one, outcome.endedBy, side)),
      result: resultOf(outcome),
    }));
}

/** A rule, or with rule undefined a policy's isolation, as others refer to it. */
export function ruleReference(
  policy: CompiledPolicy,
  direction: Direction,
  rule: CompiledRule | undefined,
): RuleReference {
  const path = rule?.path ?? ['spec'];
  const line = policy.lineOf?.(path);
  return {
    policy: policy.reference,
    direction,
    rule: rule?.number ?? 0,
    ...(rule?.name === undefined ? {} : { name: rule.name }),
    path,
    ...(line === undefined ? {} : { line }),
  };
}

/** Within a tier of the first match, nothing after the rule that ended it was asked. */
function askedPolicies({ tier, applied, endedBy }: TierOutcome): readonly AppliedPolicy[] {
  if (tier.decides !== 'first-match' || tier.tiesUndefined || endedBy === undefined) return applied;
  const last = applied.findIndex(({ policy }) => policy === endedBy.policy);
  return applied.slice(0, last + 1);
}

function policyStep(one: AppliedPolicy, endedBy: TierOutcome['endedBy'], side: Side): PolicyStep {
  const { policy, governs, applies, rules } = one;
  const last = endedBy?.policy === policy ? rules.findIndex(({ rule }) => rule === endedBy.rule) : -1;
  const asked = last < 0 ? rules : rules.slice(0, last + 1);
  return {
    policy: policy.reference,
    isolates: governs.isolates,
    rules: asked.map(
      ({ rule, matched }): RuleStep => ({
        rule: ruleReference(policy, side.direction, rule),
        action: rule.action,
        matched: both(matched, applies),
        unmet: matched === 'yes' ? [] : unmetOfRule(rule, side),
        provided: rule.provided ?? [],
      }),
    ),
  };
}

function resultOf({ decisions, continues, passed, endedBy }: TierOutcome): TierStep['result'] {
  const [first] = decisions;
  if (first === undefined) return continues ? (passed && endedBy !== undefined ? 'pass' : 'unmatched') : 'undecidable';
  const agreed = decisions.every(({ outcome }) => (outcome === 'allow') === (first.outcome === 'allow'));
  if (continues || !agreed) return 'undecidable';
  const last = decisions.at(-1)?.outcome;
  return last === 'default-deny' ? 'unmatched-deny' : (last ?? 'undecidable');
}
