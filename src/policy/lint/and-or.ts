import { isFields, type Fields } from '../../inventory/prune/fields.ts';
import { intersection, isEmpty } from '../index/class-set.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { Condition } from '../model/condition.ts';
import type { PolicyObject } from '../model/snapshot.ts';
import { finding, type LintFinding } from './finding.ts';
import { type RulePlace, rulesOf, understoodPolicies } from './places.ts';

/**
 * Two entries of a NetworkPolicy's peers, one a namespace selector alone and one a pod selector alone, where one entry with both
 * may have been meant: the most frequent slip in these policies. Nobody but the author can tell, so it is said as a question.
 */
export function andOrSlips(index: PolicyIndex): readonly LintFinding[] {
  const objects = new Map(index.snapshot.objects.map((object) => [keyOf(object), object]));
  return understoodPolicies(index).flatMap((policy) => {
    if (policy.reference.kind !== 'NetworkPolicy') return [];
    const object = objects.get(keyOf(policy.reference));
    return object === undefined ? [] : rulesOf(policy).flatMap((place) => slipsOf(index, place, object));
  });
}

function slipsOf(index: PolicyIndex, place: RulePlace, object: PolicyObject): readonly LintFinding[] {
  const entries = peersOf(place, object);
  const alone = (one: string, other: string) =>
    entries.findIndex((entry) => isSelector(entry[one]) && entry[other] === undefined);
  const namespaces = alone('namespaceSelector', 'podSelector');
  const pods = alone('podSelector', 'namespaceSelector');
  if (namespaces < 0 || pods < 0) return [];
  const together = bothHold(index, place, namespaces, pods);
  if (together === 'nobody') return [];
  // The pod selector alone is for pods of the policy's own namespace. That there are none is a strong sign.
  const sure = together === 'only-there';
  return [
    finding(place, {
      id: 'and-or',
      severity: sure ? 'warning' : 'note',
      sentence: `Entries ${namespaces + 1} and ${pods + 1} of its rule ${place.rule.number} are alternatives: every pod of the selected namespaces, or pods of its own namespace ${place.policy.reference.namespace} that fit the pod selector${sure ? ', of which there are none' : ''}.`,
      advice:
        'If only pods that fit both were meant, write namespaceSelector and podSelector in one entry, under one dash. If either was meant, leave it.',
    }),
  ];
}

/** Whether pods would fit both selectors in one entry, and whether the pod selector fits anybody as it is written. */
function bothHold(
  index: PolicyIndex,
  { rule }: RulePlace,
  namespaces: number,
  pods: number,
): 'nobody' | 'also-there' | 'only-there' {
  const peers = rule.peer.is === 'some' ? rule.peer.of : [];
  const [there, here] = [peers[namespaces], peers[pods]];
  if (there === undefined || here === undefined) return 'nobody';
  const selector = withoutNamespace(here);
  if (isEmpty(intersection(index.classesOf(there).yes, index.classesOf(selector).yes))) return 'nobody';
  return isEmpty(index.classesOf(here).yes) ? 'only-there' : 'also-there';
}

function withoutNamespace(peer: Condition): Condition {
  return peer.is === 'every' ? { is: 'every', of: peer.of.filter(({ is }) => is !== 'namespace') } : peer;
}

function peersOf({ direction, rule }: RulePlace, { spec }: PolicyObject): readonly Fields[] {
  const rules = isFields(spec) ? spec[direction] : undefined;
  const written: unknown = Array.isArray(rules) ? rules[rule.number - 1] : undefined;
  const entries = isFields(written) ? written[direction === 'ingress' ? 'from' : 'to'] : undefined;
  return Array.isArray(entries) ? entries.filter(isFields) : [];
}

/** An empty selector fits everything: nobody writes it with another one in mind. */
function isSelector(value: unknown): boolean {
  return isFields(value) && Object.keys(value).length > 0;
}

function keyOf({ kind, namespace, name }: Pick<PolicyObject, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`;
}
