import type { CompiledPolicy, CompiledRule, Tier } from '../model/policy.ts';
import { type AppliedPolicy, applyPolicy, type RuleMatch, type Side } from './side.ts';

/** One way in which a side may end. */
export interface Decision {
  readonly outcome: 'allow' | 'deny' | 'default-deny';
  /** Undefined when no rule of a policy decided. */
  readonly policy?: CompiledPolicy;
  readonly rule?: CompiledRule;
}

/** Why more than one way is possible. */
export interface Doubt {
  readonly policy: CompiledPolicy;
  /** The rule of which it is not known whether it matches; undefined: whether the policy applies, or what it says. */
  readonly rule?: CompiledRule;
  /** The policies whose order the API leaves open. */
  readonly tiedWith?: CompiledPolicy;
}

/** What one tier leaves possible. */
export interface TierOutcome {
  readonly tier: Tier;
  readonly applied: readonly AppliedPolicy[];
  readonly decisions: readonly Decision[];
  /** Rules that allow if something holds that policies cannot tell. */
  readonly conditional: readonly Decision[];
  readonly doubts: readonly Doubt[];
  /** Whether the next tier may be reached. */
  readonly continues: boolean;
  /** Whether a rule's pass is among what may send the flow to the next tier. */
  readonly passed: boolean;
  /** The rule that surely ends the walk of the tier; undefined when none does. */
  readonly endedBy: { readonly policy: CompiledPolicy; readonly rule: CompiledRule } | undefined;
}

/**
 * Walks one tier with every outcome that is still possible: what is not known to match adds its outcome, and the walk goes on
 * as if it had not matched.
 */
export function evaluateTier(tier: Tier, side: Side): TierOutcome {
  const applied = tier.policies.flatMap((policy) => applyPolicy(policy, side) ?? []);
  const ways = new Ways(tier, applied);
  if (applied.length === 0) return ways.end(true);
  const ended = tier.decides === 'first-match' ? firstMatch(ways) : unordered(ways);
  return ended ? ways.end(false) : unmatched(ways);
}

/** Collects the ways out of a tier. */
class Ways {
  readonly tier: Tier;
  readonly applied: readonly AppliedPolicy[];
  readonly decisions: Decision[] = [];
  readonly conditional: Decision[] = [];
  readonly doubts: Doubt[] = [];
  passed = false;
  endedBy: TierOutcome['endedBy'];

  constructor(tier: Tier, applied: readonly AppliedPolicy[]) {
    this.tier = tier;
    this.applied = applied;
  }

  /** Takes a rule that matches or may; true when the walk of this tier ends with it for sure. */
  take(one: AppliedPolicy, { rule, matched }: RuleMatch): boolean {
    if (matched === 'no' || rule.action === 'log') return false;
    const sure = matched === 'yes' && one.applies === 'yes';
    if (!sure) this.doubts.push(matched === 'yes' ? { policy: one.policy } : { policy: one.policy, rule });
    if (rule.action === 'pass') this.passed = true;
    else if (rule.action === 'allow' && (rule.provided ?? []).length > 0) {
      // A rule that may not even match promises nothing, nor one after what may deny: it is one way among others.
      const promised = sure && this.decisions.every(({ outcome }) => outcome === 'allow');
      (promised ? this.conditional : this.decisions).push({ outcome: 'allow', policy: one.policy, rule });
      return false;
    } else this.decisions.push({ outcome: rule.action, policy: one.policy, rule });
    if (sure) this.endedBy ??= { policy: one.policy, rule };
    return sure;
  }

  /** A policy of which something was not understood may do anything. */
  takeUnclear(policy: CompiledPolicy): void {
    this.doubts.push({ policy });
    this.decisions.push({ outcome: 'allow', policy }, { outcome: 'deny', policy });
    this.passed = true;
  }

  end(continues: boolean): TierOutcome {
    const { tier, applied, decisions, conditional, doubts, passed, endedBy } = this;
    return { tier, applied, decisions, conditional, doubts, continues: continues || passed, passed, endedBy };
  }
}

function isUnclear({ policy }: AppliedPolicy): boolean {
  return policy.notUnderstood.length > 0;
}

function firstMatch(ways: Ways): boolean {
  const { tier, applied } = ways;
  if (!tier.tiesUndefined) return applied.some((one) => walkRules(ways, one));
  for (let start = 0; start < applied.length; ) {
    const order = applied[start]?.policy.order;
    let end = start + 1;
    while (end < applied.length && applied[end]?.policy.order === order) end += 1;
    if (walkTied(ways, applied.slice(start, end))) return true;
    start = end;
  }
  return false;
}

function walkRules(ways: Ways, one: AppliedPolicy): boolean {
  if (isUnclear(one)) {
    ways.takeUnclear(one.policy);
    return false;
  }
  return one.rules.some((match) => ways.take(one, match));
}

/** Policies of one order: the API lets any of them be first, so what each of them decides is possible. */
function walkTied(ways: Ways, tied: readonly AppliedPolicy[]): boolean {
  let ended = false;
  const deciding = new Map<string, CompiledPolicy>();
  for (const one of tied) {
    if (walkRules(ways, one)) ended = true;
    const match = one.rules.find(({ rule, matched }) => matched === 'yes' && rule.action !== 'log');
    if (match !== undefined && !deciding.has(match.rule.action)) deciding.set(match.rule.action, one.policy);
  }
  const [first, second] = deciding.values();
  if (first !== undefined && second !== undefined) ways.doubts.unshift({ policy: first, tiedWith: second });
  return ended;
}

/** any-allow and deny-first: the order of policies says nothing; a deny, where there are any, outweighs every allow. */
function unordered(ways: Ways): boolean {
  const { applied, tier } = ways;
  if (tier.decides === 'deny-first') {
    if (takeAll(ways, 'deny')) return true;
    for (const one of applied) if (isUnclear(one)) ways.takeUnclear(one.policy);
  }
  if (takeAll(ways, 'allow') || takeAll(ways, 'pass')) return true;
  // Nothing that a NetworkPolicy says can close what another one opens: only now may what is unclear matter.
  if (tier.decides === 'any-allow') for (const one of applied) if (isUnclear(one)) ways.takeUnclear(one.policy);
  return false;
}

function takeAll(ways: Ways, action: 'allow' | 'deny' | 'pass'): boolean {
  const matching = ways.applied.flatMap((one) =>
    isUnclear(one)
      ? []
      : one.rules
          .filter(({ rule, matched }) => rule.action === action && matched !== 'no')
          .map((match) => ({ one, match })),
  );
  // With one that is sure, no other rule of the same action can matter.
  const sure = matching.find(
    ({ one, match }) => match.matched === 'yes' && one.applies === 'yes' && (match.rule.provided ?? []).length === 0,
  );
  if (sure !== undefined) {
    return ways.take(sure.one, sure.match);
  }
  for (const { one, match } of matching) ways.take(one, match);
  return false;
}

/** No rule ends the walk: policies that isolate deny, or the next tier is asked. */
function unmatched(ways: Ways): TierOutcome {
  const { tier, applied } = ways;
  if (tier.unmatched === 'continue') return ways.end(true);
  let isolated = false;
  for (const one of applied) {
    if (!one.governs.isolates) continue;
    if (one.applies === 'yes') isolated = true;
    // What may not apply isolates only together with its rules: if they admit the flow, this policy denies nothing.
    else if (one.rules.some(({ rule, matched }) => matched === 'yes' && rule.action === 'allow')) continue;
    else ways.doubts.push({ policy: one.policy });
    ways.decisions.push({ outcome: 'default-deny', policy: one.policy });
  }
  return ways.end(!isolated);
}
