import type { Protocol } from '../../contracts/endpoint.ts';
import type { Condition, LabelSelector, ObjectIdentity } from '../records.ts';
import { type Fields, fieldsOf, instantOf, isFields, listOf, textOf, textsOf } from './fields.ts';
import type { Interner } from './intern.ts';

/**
 * metadata, or undefined for what is no object: without a name and a uid nothing can be kept. With `hasLabels` false the
 * labels are left out.
 */
export function identityOf(object: Fields, interner: Interner, hasLabels = true): ObjectIdentity | undefined {
  const metadata = fieldsOf(object, 'metadata');
  const name = textOf(metadata, 'name');
  const uid = textOf(metadata, 'uid');
  if (name === '' || uid === '') return undefined;
  return {
    uid,
    name,
    namespace: interner.text(textOf(metadata, 'namespace')),
    createdAt: instantOf(metadata, 'creationTimestamp') ?? 0,
    labels: interner.labels(hasLabels ? fieldsOf(metadata, 'labels') : {}),
  };
}

export function conditionsOf(status: Fields, interner: Interner): readonly Condition[] {
  return listOf(status, 'conditions').map((condition) => ({
    type: interner.text(textOf(condition, 'type')),
    status: conditionStatus(textOf(condition, 'status')),
    reason: interner.text(textOf(condition, 'reason')),
    message: interner.text(textOf(condition, 'message')),
    since: instantOf(condition, 'lastTransitionTime'),
  }));
}

export function conditionStatus(text: string): Condition['status'] {
  return text === 'True' || text === 'False' ? text : 'Unknown';
}

/** TCP is what an absent protocol means everywhere in the API. */
export function protocolOf(from: Fields): Protocol {
  const text = textOf(from, 'protocol');
  return text === 'UDP' || text === 'SCTP' ? text : 'TCP';
}

/** A LabelSelector as it came; operators are kept as they are, also unknown ones. */
export function selectorOf(value: unknown, interner: Interner): LabelSelector {
  if (!isFields(value)) return {};
  const expressions = listOf(value, 'matchExpressions').map((expression) => ({
    key: textOf(expression, 'key'),
    operator: textOf(expression, 'operator'),
    ...('values' in expression ? { values: textsOf(expression, 'values') } : {}),
  }));
  return {
    ...(isFields(value['matchLabels']) ? { matchLabels: interner.labels(value['matchLabels']) } : {}),
    ...(expressions.length > 0 ? { matchExpressions: expressions } : {}),
  };
}
