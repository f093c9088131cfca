import type { CompiledPolicy, CompiledRule, Direction, PolicyReference } from '../model/policy.ts';

/** What can be wrong with a policy. */
export type LintId =
  | 'not-understood'
  | 'not-enforced'
  | 'selects-nothing'
  | 'peer-matches-nothing'
  | 'rules-without-type'
  | 'named-port-of-nobody'
  | 'port-of-nobody'
  | 'never-reached'
  | 'redundant'
  | 'and-or'
  | 'egress-without-dns';

/** fault: it does not do what it says. warning: it most likely does not do what was meant. note: worth a look. */
export type LintSeverity = 'fault' | 'warning' | 'note';

/** One thing about one policy, with what to do about it. */
export interface LintFinding {
  readonly id: LintId;
  readonly severity: LintSeverity;
  readonly policy: PolicyReference;
  readonly direction?: Direction;
  /** Place in its list, from 1. */
  readonly rule?: number;
  /** In the policy's YAML, where that is at hand. */
  readonly line?: number;
  /** What is so. */
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: string;
}

/** Where in a policy something was found. */
export interface LintPlace {
  readonly policy: CompiledPolicy;
  readonly direction?: Direction;
  readonly rule?: CompiledRule;
}

export function finding(
  { policy, direction, rule }: LintPlace,
  said: Pick<LintFinding, 'id' | 'severity' | 'sentence' | 'advice'>,
): LintFinding {
  const line = policy.lineOf?.(rule?.path ?? ['spec']);
  return {
    ...said,
    policy: policy.reference,
    ...(direction !== undefined && { direction }),
    ...(rule !== undefined && { rule: rule.number }),
    ...(line !== undefined && { line }),
  };
}
