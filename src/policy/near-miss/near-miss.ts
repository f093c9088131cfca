import { evaluateCondition } from '../evaluate/condition.ts';
import { type Side, subjectContext } from '../evaluate/side.ts';
import { sideOf } from '../evaluate/sides.ts';
import { ruleReference } from '../evaluate/steps.ts';
import type { TierOutcome } from '../evaluate/tier.ts';
import { unmetOf, unmetOfRule } from '../evaluate/unmet.ts';
import { walkSide } from '../evaluate/walk.ts';
import type { Party } from '../model/party.ts';
import type { CompiledPolicy, CompiledRule, Direction, PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Flow, FlowVerdict, RuleReference, Unmet } from '../model/verdict.ts';

/** A rule that would have allowed a flow, and what keeps it from matching. */
export interface NearMiss {
  readonly rule: RuleReference;
  /** False: the policy does not govern the pod; what it lacks is among `unmet`, on the subject. */
  readonly applies: boolean;
  /** Fewest first among near misses; never empty. */
  readonly unmet: readonly Unmet[];
}

/** More than this nobody reads. */
const shown = 5;

/** For each side that denies, the rules that come nearest to allowing the flow. */
export function nearMisses(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  verdict: Pick<FlowVerdict, 'flow' | 'egress' | 'ingress'>,
): readonly NearMiss[] {
  return (['egress', 'ingress'] as const).flatMap((direction) => {
    const { outcome } = verdict[direction];
    return outcome === 'deny' || outcome === 'default-deny'
      ? nearMissesOfSide(program, snapshot, verdict.flow, direction)
      : [];
  });
}

function nearMissesOfSide(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  flow: Flow,
  direction: Direction,
): readonly NearMiss[] {
  const side = sideOf(snapshot, flow, direction);
  const walk = walkSide(program.tiers, program.otherwise, side);
  return walk.tiers
    .flatMap((outcome) => candidates(outcome, side))
    .map(({ policy, rule }) => nearMiss(policy, rule, side))
    .filter(({ unmet }) => unmet.length > 0 && !unmet.some(isUnreachable))
    .sort((first, second) => first.unmet.length - second.unmet.length || Number(second.applies) - Number(first.applies))
    .slice(0, shown);
}

interface Candidate {
  readonly policy: CompiledPolicy;
  readonly rule: CompiledRule;
}

/**
 * Rules that allow and that would be asked before the flow is denied. Nothing outweighs a deny of a tier in which denies come
 * first.
 */
function candidates({ tier, endedBy }: TierOutcome, { direction, subject }: Side): readonly Candidate[] {
  const denied = endedBy !== undefined && endedBy.rule.action === 'deny' ? endedBy : undefined;
  if (tier.decides === 'deny-first' && denied !== undefined) return [];
  const found: Candidate[] = [];
  for (const policy of tier.policies) {
    if (policy.notUnderstood.length > 0 || isElsewhere(policy, subject)) continue;
    for (const rule of policy[direction]?.rules ?? []) {
      if (denied !== undefined && denied.policy === policy && denied.rule === rule) return found;
      if (rule.action === 'allow') found.push({ policy, rule });
    }
  }
  return found;
}

function nearMiss(policy: CompiledPolicy, rule: CompiledRule, side: Side): NearMiss {
  const context = subjectContext(side);
  const applies = evaluateCondition(policy.subject, side.subject, context) === 'yes';
  const unmet = [
    ...(applies ? [] : unmetOf(policy.subject, side.subject, context, 'subject')),
    ...unmetOfRule(rule, side),
  ];
  return { rule: ruleReference(policy, side.direction, rule), applies, unmet: distinct(unmet) };
}

/** Policies of other namespaces are not worth a closer look: there may be thousands. */
function isElsewhere({ subject }: CompiledPolicy, party: Party): boolean {
  return (
    party.kind === 'pod' &&
    subject.is === 'every' &&
    subject.of.some((one) => one.is === 'namespace' && !one.names.includes(party.namespace))
  );
}

/** Nobody moves a pod to another namespace or network to have a policy govern it. */
function isUnreachable({ on, expected }: Unmet): boolean {
  return on === 'subject' && !/\blabel\b/.test(expected);
}

function distinct(unmet: readonly Unmet[]): readonly Unmet[] {
  return unmet.filter((one, index) => unmet.findIndex((other) => other.words === one.words) === index);
}
