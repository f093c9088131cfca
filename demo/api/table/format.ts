import { asList, asRecord, asText, asTexts } from '../../world/fields.ts';

const none = '<none>';

/** Texts joined by commas, '<none>' when there are none. */
export const list = (texts: readonly string[]): string => (texts.length === 0 ? none : texts.join(','));

/** Labels as kubectl writes them: 'a=b,c=d'. */
export const labels = (map: Readonly<Record<string, unknown>> | undefined): string =>
  list(Object.entries(map ?? {}).map(([key, value]) => `${key}=${String(value)}`));

/** A label selector as metav1.FormatLabelSelector writes it. */
export function selector(selectorObject: unknown): string {
  const { matchExpressions, matchLabels } = asRecord(selectorObject);
  const expressions = asList(matchExpressions).map((expression) => {
    const { key, operator, values } = asRecord(expression);
    const name = asText(key) ?? '';
    if (operator === 'Exists') return name;
    if (operator === 'DoesNotExist') return `!${name}`;
    const sorted = asTexts(values).toSorted((left, right) => left.localeCompare(right));
    return `${name} ${operator === 'In' ? 'in' : 'notin'} (${sorted.join(',')})`;
  });
  const equalities = Object.entries(asRecord(matchLabels)).map(([key, value]) => `${key}=${String(value)}`);
  return list([...equalities, ...expressions].toSorted((left, right) => left.localeCompare(right)));
}
