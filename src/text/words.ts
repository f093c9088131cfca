/** 'a', 'a and b', 'a, b and c'; the empty list is ''. */
export function listWords(words: readonly string[], joiner: 'and' | 'or' = 'and'): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${joiner} ${words.at(-1)}`;
}

/** '1 pod', '2 pods', '3 policies' with `many` given. */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The text with a full stop where it ends without: a server's own words rarely do, and more follows. */
export function fullStop(text: string): string {
  return /[.!?:…]\s*$/.test(text) || text === '' ? text : `${text}.`;
}
