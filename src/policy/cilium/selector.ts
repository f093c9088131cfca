import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import type { Condition } from '../model/condition.ts';
import type { SpecReader } from '../spec-reader.ts';
import type { CiliumContext } from './context.ts';
import { type CiliumLiteral, labelSource, literalCondition, namespaceKey, namesNamespace } from './labels.ts';

const expressionFields: ReadonlySet<string> = new Set(['key', 'operator', 'values']);

const operators: Readonly<Record<string, CiliumLiteral['test']>> = {
  In: 'in',
  NotIn: 'not-in',
  Exists: 'exists',
  DoesNotExist: 'absent',
};

/** The tests of a label selector, all of which must hold. What is malformed is said and left out: so it narrows nothing. */
export function selectorLiterals(selector: Fields, where: string, reader: SpecReader): readonly CiliumLiteral[] {
  reader.only(selector, new Set(['matchLabels', 'matchExpressions']), where);
  const labels = Object.entries(reader.mapping(selector, 'matchLabels', where) ?? {}).flatMap(
    ([key, value]): readonly CiliumLiteral[] => {
      if (typeof value === 'string') return [{ key, test: 'in', values: [value] }];
      reader.say(`The label ${key} of ${where} has a value that is no text.`);
      return [];
    },
  );
  const expressions = (reader.mappings(selector, 'matchExpressions', where) ?? []).flatMap((expression) => {
    const said = reader.problems.length;
    reader.only(expression, expressionFields, `an expression of ${where}`);
    const key = reader.text(expression, 'key', where) ?? '';
    const operator = reader.text(expression, 'operator', where) ?? '';
    const values = reader.texts(expression, 'values', where) ?? [];
    const test = operators[operator];
    if (test === undefined || key === '') {
      reader.say(`The label ${key || '(none)'} of ${where} has the operator ${operator || '(none)'}, which is none.`);
      return [];
    }
    if (values.length > 0 !== (test === 'in' || test === 'not-in')) {
      reader.say(`The label ${key} of ${where} has ${values.length === 0 ? 'no ' : ''}values with ${operator}.`);
      return [];
    }
    // With a part left out it would demand something else than it says.
    return reader.problems.length > said ? [] : [{ key, test, values }];
  });
  return [...labels, ...expressions];
}

/**
 * What a peer's endpoint selector demands. Without a namespace of its own it means the policy's, or in a clusterwide policy
 * any pod; reserved labels are looked for among everything.
 */
export function peerSelector(selector: Fields, where: string, context: CiliumContext): Condition {
  const literals = selectorLiterals(selector, where, context.reader);
  const conditions = literals.map((literal) => conditionOf(literal, where, context));
  if (literals.some(({ key }) => labelSource(key).source === 'reserved')) return every(conditions);
  const named = new Set(literals.map(namesNamespace));
  const pods: Condition = { is: 'kind', kinds: ['pod'] };
  const own = context.namespace !== '' && !named.has('name') && !named.has('labels');
  return every([pods, ...(own ? [{ is: 'namespace', names: [context.namespace] } as const] : []), ...conditions]);
}

/** The pods that a policy governs; of a namespaced policy only those in its namespace, whatever its labels say. */
export function subjectSelector(selector: Fields, context: CiliumContext): Condition {
  const { namespace, reader } = context;
  const literals = selectorLiterals(selector, 'the endpointSelector', reader);
  // As Cilium does: the policy's namespace replaces one that the labels name as Kubernetes's, and nothing else.
  const replaced = `k8s:${namespaceKey}`;
  const conditions = literals
    .filter(
      ({ key, test }) =>
        namespace === '' ||
        test !== 'in' ||
        key !== replaced ||
        !isFields(selector['matchLabels']) ||
        !(replaced in selector['matchLabels']),
    )
    .map((literal) => conditionOf(literal, 'the endpointSelector', context));
  return every([
    { is: 'kind', kinds: ['pod'] },
    ...(namespace === '' ? [] : [{ is: 'namespace', names: [namespace] } as const]),
    ...conditions,
  ]);
}

/** The nodes that a node selector fits, and their hostNetwork pods. */
export function nodeSelector(selector: Fields, where: string, context: CiliumContext): Condition {
  const labels = selectorLiterals(selector, where, context.reader).map(({ key, test, values }): Condition => {
    const { source, name } = labelSource(key);
    if (source === 'any' || source === 'k8s') return { is: 'label', owner: 'node', key: name, test, values };
    return conditionOf({ key, test, values }, where, context);
  });
  return every([{ is: 'kind', kinds: ['node', 'host-pod'] }, ...labels]);
}

function conditionOf(literal: CiliumLiteral, where: string, context: CiliumContext): Condition {
  const condition = literalCondition(literal, context);
  if (condition !== undefined) return condition;
  context.reader.say(`The label ${literal.key} of ${where} has a source that is not known.`);
  return { is: 'undecidable', reason: `whom the label ${literal.key} means is not known` };
}

/** The selectors of a list; undefined: the list is absent, which is not the same as empty. */
export function selectorList(
  rule: Fields,
  key: string,
  where: string,
  reader: SpecReader,
): readonly Fields[] | undefined {
  return reader.list(rule, key, where)?.map((entry) => {
    if (isFields(entry)) return entry;
    // A selector that is null selects everything that an empty one does.
    if (entry !== null) reader.say(`The ${key} of ${where} has an entry that is no selector.`);
    return {};
  });
}

function every(of: readonly Condition[]): Condition {
  return { is: 'every', of };
}
