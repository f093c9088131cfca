import { policiesOf } from '../index/conditions-of.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { CompiledPolicy, CompiledRule, Direction } from '../model/policy.ts';

/** A rule with where it stands. */
export interface RulePlace {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  readonly rule: CompiledRule;
}

/** Policies of which everything is understood: of the others nothing more can be said. */
export function understoodPolicies({ program }: PolicyIndex): readonly CompiledPolicy[] {
  return policiesOf(program).filter(({ notUnderstood }) => notUnderstood.length === 0);
}

export function rulesOf(policy: CompiledPolicy): readonly RulePlace[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    (policy[direction]?.rules ?? []).map((rule) => ({ policy, direction, rule })),
  );
}
