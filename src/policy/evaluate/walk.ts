import type { CompiledPolicy, PolicyProgram, Tier } from '../model/policy.ts';
import type { Side } from './side.ts';
import { type Decision, type Doubt, evaluateTier, type TierOutcome } from './tier.ts';

/** Everything that one side of a flow may come to, tier by tier. */
export interface SideWalk {
  readonly tiers: readonly TierOutcome[];
  readonly decisions: readonly Decision[];
  readonly conditional: readonly Decision[];
  readonly doubts: readonly Doubt[];
}

/** Walks the tiers as long as the next one may be reached. */
export function walkSide(tiers: readonly Tier[], otherwise: PolicyProgram['otherwise'], side: Side): SideWalk {
  const outcomes: TierOutcome[] = [];
  for (const tier of tiers) {
    const outcome = evaluateTier(tier, side);
    outcomes.push(outcome);
    if (!outcome.continues) break;
  }
  const open = outcomes.every(({ continues }) => continues);
  const decisions: Decision[] = [];
  const conditional: Decision[] = [];
  for (const outcome of outcomes) {
    // After a tier that may deny, what is allowed on a condition is one way among others.
    const denied = decisions.some((decision) => decision.outcome !== 'allow');
    (denied ? decisions : conditional).push(...outcome.conditional);
    decisions.push(...outcome.decisions);
  }
  return {
    tiers: outcomes,
    decisions: [...decisions, ...(open ? [{ outcome: otherwise } satisfies Decision] : [])],
    conditional,
    doubts: outcomes.flatMap(({ doubts }) => doubts),
  };
}

/** What a walk comes to when every decision that is possible says the same; undecidable when they do not. */
export function allowance({ decisions, conditional }: SideWalk): 'allow' | 'deny' | 'undecidable' {
  const allows = decisions.some(({ outcome }) => outcome === 'allow');
  const denies = decisions.some(({ outcome }) => outcome !== 'allow');
  if (allows && denies) return 'undecidable';
  return allows || conditional.length > 0 ? 'allow' : 'deny';
}

/** Policies of a walk that surely isolate. */
export function isolating({ tiers }: SideWalk): readonly CompiledPolicy[] {
  return tiers.flatMap(({ tier, applied }) =>
    tier.unmatched === 'deny'
      ? applied.filter(({ applies, governs }) => applies === 'yes' && governs.isolates).map(({ policy }) => policy)
      : [],
  );
}
