import type { LabelSelector } from '../../world/shapes.ts';

const none = '<none>';

/** Texts joined by commas, '<none>' when there are none. */
export const list = (texts: readonly string[]): string => (texts.length === 0 ? none : texts.join(','));

/** Labels as kubectl writes them: 'a=b,c=d'. */
export const labels = (map: Readonly<Record<string, string>> | undefined): string =>
  list(Object.entries(map ?? {}).map(([key, value]) => `${key}=${value}`));

/** A label selector as metav1.FormatLabelSelector writes it. */
export function selector(selectorObject: LabelSelector | undefined): string {
  const expressions = (selectorObject?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
  });
  const equalities = Object.entries(selectorObject?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return list([...equalities, ...expressions].sort());
}
