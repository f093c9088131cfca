import { isFields } from '../../inventory/prune/fields.ts';
import type { Labels, LabelSelector } from '../../inventory/records.ts';

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

/** What is no list of mappings where one belongs holds nothing: these words are of what was not validated, too. */
function expressionsOf({ matchExpressions }: LabelSelector): readonly Expression[] {
  const list: unknown = matchExpressions;
  return Array.isArray(list)
    ? list.filter(isFields).map((one) => ({ ...one, key: said(one['key']), operator: said(one['operator']) }))
    : [];
}

function valuesOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.map(said) : [];
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

/**
 * Whether labels fit a selector: an empty selector fits everything, all parts must hold. Undefined when it hangs on an
 * operator that is not understood.
 */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean | undefined {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  let sure = true;
  for (const expression of expressionsOf(selector)) {
    const holds = matchesExpression(expression, labels);
    if (holds === false) return false;
    if (holds === undefined) sure = false;
  }
  return sure ? true : undefined;
}

function matchesExpression({ key, operator, values }: Expression, labels: Labels): boolean | undefined {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && valuesOf(values).includes(value);
    case 'NotIn':
      // The API says: objects without the label fit NotIn as well.
      return value === undefined || !valuesOf(values).includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return undefined;
  }
}

/** A selector in words, without a noun: 'app=web and tier in (a, b)'; empty for one that fits everything. */
export function selectorWords(selector: LabelSelector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [...labels, ...expressionsOf(selector).map(expressionWords)].join(' and ');
}

function expressionWords({ key, operator, values }: Expression): string {
  const list = `(${valuesOf(values).join(', ')})`;
  switch (operator) {
    case 'In':
      return valuesOf(values).length === 1 ? `${key}=${valuesOf(values)[0]}` : `${key} in ${list}`;
    case 'NotIn':
      return valuesOf(values).length === 1 ? `${key} not ${valuesOf(values)[0]}` : `${key} not in ${list}`;
    case 'Exists':
      return `label ${key}`;
    case 'DoesNotExist':
      return `no label ${key}`;
    default:
      return `${key} ${operator} ${list}`;
  }
}

/** What of a selector is not understood, as sentences. */
export function selectorProblems(selector: LabelSelector, where: string): readonly string[] {
  const known = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);
  return expressionsOf(selector).flatMap(({ key, operator, values }) => {
    if (!known.has(operator)) return [`${where} uses the unknown operator ${operator || '(none)'} on label ${key}.`];
    if ((operator === 'In' || operator === 'NotIn') && valuesOf(values).length === 0) {
      return [`${where} has ${operator} without values on label ${key}.`];
    }
    return [];
  });
}
