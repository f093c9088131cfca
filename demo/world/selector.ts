import { asList, asRecord, asText } from './fields.ts';

/**
 * Whether a Kubernetes LabelSelector, as it stands in a manifest, selects these labels. An empty selector selects
 * everything; an operator that is not known selects nothing.
 */
export function selectorMatches(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const parts = asRecord(selector);
  const exact = Object.entries(asRecord(parts['matchLabels']));
  return (
    exact.every(([key, value]) => labels[key] === value) &&
    asList(parts['matchExpressions']).every((expression) => expressionMatches(asRecord(expression), labels))
  );
}

function expressionMatches(
  expression: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = labels[asText(expression['key']) ?? ''];
  const values = asList(expression['values']);
  switch (expression['operator']) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
