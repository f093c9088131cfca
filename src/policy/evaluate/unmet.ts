import type { Condition } from '../model/condition.ts';
import type { Party } from '../model/party.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Unmet } from '../model/verdict.ts';
import { type ConditionContext, evaluateCondition, kindOf } from './condition.ts';
import { conditionWords, kindWords, ownerWords } from './condition-words.ts';
import { labelsOf } from './label.ts';
import { partyWords } from './names.ts';
import { destinationOf, peerContext, type Side, subjectContext } from './side.ts';
import { unmetTraffic } from './unmet-traffic.ts';

/** Every literal that keeps a rule from matching a side; empty when it matches. */
export function unmetOfRule(rule: CompiledRule, side: Side): readonly Unmet[] {
  return [
    ...(rule.subject === undefined ? [] : unmetOf(rule.subject, side.subject, subjectContext(side), 'subject')),
    ...unmetOf(rule.peer, side.peer, peerContext(side), 'peer'),
    ...unmetTraffic(rule.traffic, side.traffic, { destination: destinationOf(side), family: side.family }),
  ];
}

/** The literals that keep a condition from holding; of alternatives, those of the one that is nearest. */
export function unmetOf(
  condition: Condition,
  party: Party,
  context: ConditionContext,
  on: Unmet['on'],
): readonly Unmet[] {
  const truth = evaluateCondition(condition, party, context);
  if (truth === 'yes') return [];
  if (condition.is === 'every') return condition.of.flatMap((one) => unmetOf(one, party, context, on));
  if (condition.is === 'some' && condition.of.length > 0) {
    const [nearest = []] = condition.of
      .map((one) => unmetOf(one, party, context, on))
      .sort((first, second) => first.length - second.length);
    return nearest;
  }
  const expected = conditionWords(condition);
  if (truth === 'unknown') return [{ on, expected, found: 'not known', words: `not known: ${expected}` }];
  const found = foundWords(condition, party, context);
  return [{ on, expected, found, words: clause(condition, expected, found, party), literal: condition }];
}

/** What is expected and what is there, in one clause. */
function clause(condition: Condition, expected: string, found: string, party: Party): string {
  if (condition.is === 'address') {
    const except = condition.except.map(({ text }) => text);
    const ranges = condition.within.map(({ text }) => text).join(', ');
    return `${found === '' ? partyWords(party) : found} not in ${ranges === '' ? 'any address block' : ranges}${except.length === 0 ? '' : ` except ${except.join(', ')}`}`;
  }
  if (condition.is === 'kind') return `${expected} expected, ${partyWords(party)} is ${found}`;
  if (condition.is === 'namespace' && party.kind === 'pod')
    return `${expected} expected, ${partyWords(party)} is in ${party.namespace}`;
  if (condition.is === 'label' && condition.owner === 'namespace' && party.kind === 'pod') {
    if (found.startsWith('no '))
      return `namespace ${party.namespace} lacks ${expected.replace('namespace label', 'label')}`;
    return `${expected} expected, namespace ${party.namespace} has ${found.replace('namespace label ', '')}`;
  }
  if (condition.is === 'label') return `${expected} expected, ${partyWords(party)} has ${found.replace(/^label /, '')}`;
  return `${expected} expected, ${found} found`;
}

/** What is there instead. */
function foundWords(condition: Condition, party: Party, context: ConditionContext): string {
  switch (condition.is) {
    case 'label': {
      const labels = labelsOf(condition.owner, condition.key, party, context) ?? {};
      const value = Object.hasOwn(labels, condition.key) ? labels[condition.key] : undefined;
      if (value !== undefined) return `${ownerWords(condition.owner)}label ${condition.key}=${value}`;
      return `no ${ownerWords(condition.owner)}label ${condition.key}`;
    }
    case 'not':
      return foundWords(condition.of, party, context);
    case 'namespace':
      return party.kind === 'pod' ? `namespace ${party.namespace}` : partyWords(party);
    case 'service-account':
      return party.kind === 'pod' ? `service account ${party.serviceAccount}` : partyWords(party);
    case 'kind':
      return kindWords[kindOf(party)];
    case 'address':
      return party.kind === 'outside' ? party.address : party.addresses.join(', ');
    case 'own-node':
      return party.kind === 'pod' && party.node !== '' ? `node ${party.node}` : partyWords(party);
    default:
      return partyWords(party);
  }
}
