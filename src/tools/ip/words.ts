/** Splits a line of iproute2 into words; quoted names stay whole. */
export function wordsOf(line: string): readonly string[] {
  return line
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** The word after a keyword: `via 10.0.0.1`. Undefined where the keyword is missing or is the last word. */
export function after(words: readonly string[], keyword: string): string | undefined {
  const index = words.indexOf(keyword);
  return index === -1 ? undefined : words[index + 1];
}

/** The number after a keyword; undefined where there is none. */
export function numberAfter(words: readonly string[], keyword: string): number | undefined {
  const word = after(words, keyword);
  return word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined;
}
