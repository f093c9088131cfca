import type { Labels, LabelSelector } from '../../inventory/records.ts';

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

/**
 * Whether labels fit a selector: an empty selector fits everything, all parts must hold. Undefined when it hangs on an
 * operator that is not understood.
 */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean | undefined {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  let sure = true;
  for (const expression of selector.matchExpressions ?? []) {
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
      return value !== undefined && (values ?? []).includes(value);
    case 'NotIn':
      // The API says: objects without the label fit NotIn as well.
      return value === undefined || !(values ?? []).includes(value);
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
  return [...labels, ...(selector.matchExpressions ?? []).map(expressionWords)].join(' and ');
}

function expressionWords({ key, operator, values }: Expression): string {
  const list = `(${(values ?? []).join(', ')})`;
  switch (operator) {
    case 'In':
      return values?.length === 1 ? `${key}=${values[0]}` : `${key} in ${list}`;
    case 'NotIn':
      return values?.length === 1 ? `${key} not ${values[0]}` : `${key} not in ${list}`;
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
  return (selector.matchExpressions ?? []).flatMap(({ key, operator, values }) => {
    if (!known.has(operator)) return [`${where} uses the unknown operator ${operator || '(none)'} on label ${key}.`];
    if ((operator === 'In' || operator === 'NotIn') && (values ?? []).length === 0) {
      return [`${where} has ${operator} without values on label ${key}.`];
    }
    return [];
  });
}
