/**
 * How well `text` holds all words of `query` (case ignored), or undefined when it does not. Letters of a word may have
 * others between them; letters together and at the start of words count more.
 */
export function fuzzyScore(query: string, text: string): number | undefined {
  const haystack = text.toLowerCase();
  let total = 0;
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const score = wordScore(word, haystack);
    if (score === undefined) return undefined;
    total += score;
  }
  return total;
}

function wordScore(word: string, haystack: string): number | undefined {
  const whole = haystack.indexOf(word);
  if (whole !== -1) return 100 + word.length * 2 + (startsWord(haystack, whole) ? 50 : 0) - whole / 100;
  let score = 0;
  let at = -1;
  for (const letter of word) {
    const next = haystack.indexOf(letter, at + 1);
    if (next === -1) return undefined;
    score += next === at + 1 ? 3 : startsWord(haystack, next) ? 2 : 0;
    at = next;
  }
  return score;
}

function startsWord(text: string, index: number): boolean {
  return index === 0 || /[^a-z0-9]/.test(text[index - 1] ?? '');
}
