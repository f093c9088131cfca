import { referenceOf } from '../reference.ts';
import { policiesOf } from '../index/conditions-of.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import { isFields } from '../../inventory/prune/fields.ts';
import type { CompiledPolicy } from '../model/policy.ts';
import type { PolicyObject } from '../model/snapshot.ts';
import { finding, type LintFinding } from './finding.ts';

/** What of policies is not understood or not enforced, or is written and counts for nothing. */
export function objectFindings(index: PolicyIndex): readonly LintFinding[] {
  const policies = policiesOf(index.program);
  const objects = new Map(index.snapshot.objects.map((object) => [nameOf(referenceOf(object)), object]));
  return [
    ...policies.flatMap(notUnderstood),
    ...index.program.notEnforced.map(
      ({ policy, why }): LintFinding => ({
        id: 'not-enforced',
        severity: 'fault',
        policy,
        sentence: why,
        advice:
          'Have something enforce it, or write it in a dialect that is enforced here: until then it has no effect.',
      }),
    ),
    ...policies.flatMap((policy) => {
      const object = policy.dialect === 'kubernetes' ? objects.get(nameOf(policy.reference)) : undefined;
      return object === undefined ? [] : rulesWithoutType(policy, object);
    }),
  ];
}

function notUnderstood(policy: CompiledPolicy): readonly LintFinding[] {
  return policy.notUnderstood.map((sentence) =>
    finding(
      { policy },
      {
        id: 'not-understood',
        severity: 'fault',
        sentence,
        advice: 'Whatever it could touch is undecidable until it is corrected, or until plumbline knows what it means.',
      },
    ),
  );
}

function rulesWithoutType(policy: CompiledPolicy, { spec }: PolicyObject): readonly LintFinding[] {
  if (!isFields(spec)) return [];
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const rules = spec[direction];
    if (policy[direction] !== undefined || !Array.isArray(rules) || rules.length === 0) return [];
    const type = direction === 'ingress' ? 'Ingress' : 'Egress';
    return [
      finding(
        { policy, direction },
        {
          id: 'rules-without-type',
          severity: 'warning',
          sentence: `It has ${direction} rules, but its policyTypes leave out ${type}: the rules count for nothing.`,
          advice: `Add ${type} to policyTypes, which also isolates the pods for ${direction}; or take the rules out.`,
        },
      ),
    ];
  });
}

function nameOf({ kind, namespace, name }: Pick<PolicyObject, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`;
}
