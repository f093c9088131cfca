/** A shell pattern (`*`, `?`, `[…]`) as an anchored regular expression. */
export function patternToRegExp(pattern: string): RegExp {
  const body = pattern
    .replaceAll(/[\\^$.|+(){}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  return new RegExp(`^(?:${body})$`, 's');
}

/** `text` without the shortest or longest beginning or end that matches the pattern: ${x#p}, ${x##p}, ${x%p}, ${x%%p}. */
export function strip(text: string, operator: string, pattern: string): string {
  const expression = patternToRegExp(pattern);
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => length);
  const ordered = operator.length === 2 ? lengths.toReversed() : lengths;
  for (const length of ordered) {
    const fromStart = operator.startsWith('#');
    const part = fromStart ? text.slice(0, length) : text.slice(text.length - length);
    if (expression.test(part)) {
      return fromStart ? text.slice(length) : text.slice(0, text.length - length);
    }
  }
  return text;
}
