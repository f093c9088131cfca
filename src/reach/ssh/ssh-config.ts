import type { SshOptions } from './host-settings.ts';

/** A config file's text, or undefined when it cannot be read; `pattern` may hold `*` and `?`, several texts then. */
export type ReadConfig = (pattern: string) => readonly string[];

/** What was read for one host without the help of ssh. */
export interface ReadOptions {
  readonly options: SshOptions;
  /** What ssh might have made something of and this did not, as the lines say it: `Match exec …`. */
  readonly skipped: readonly string[];
}

/** Keywords of which every value counts, not the first one only. */
const repeated: ReadonlySet<string> = new Set(['identityfile', 'certificatefile', 'sendenv', 'setenv']);

/** Includes within includes; ssh itself allows 16. */
const deepest = 16;

/**
 * Reads ssh_config(5) texts for one host, the user's first: `Host` with wildcards and negation, `Include`, the first value
 * of a keyword wins. `Match all` is understood; any other `Match` is left out and told. For machines without ssh. Total.
 */
export function readSshConfig(host: string, texts: readonly string[], include: ReadConfig): ReadOptions {
  const options = new Map<string, string[]>();
  const skipped: string[] = [];
  const read = (text: string, appliesAround: boolean, depth: number): void => {
    let applies = appliesAround;
    for (const line of text.split(/\r?\n/)) {
      const [keyword, value] = keywordAndValue(line);
      if (keyword === '') continue;
      if (keyword === 'host') applies = appliesAround && hostMatches(host, wordsOf(value));
      else if (keyword === 'match') {
        const always = value.toLowerCase() === 'all';
        if (!always) skipped.push(line.trim());
        applies = appliesAround && always;
      } else if (keyword === 'include') {
        if (depth < deepest && applies) {
          for (const file of wordsOf(value)) for (const inner of include(file)) read(inner, true, depth + 1);
        }
      } else if (applies) {
        const values = options.get(keyword);
        if (values === undefined) options.set(keyword, [value]);
        else if (repeated.has(keyword)) values.push(value);
      }
    }
  };
  for (const text of texts) read(text, true, 0);
  return { options, skipped };
}

/** `Keyword value` and `Keyword=value`; quotes around the whole value go. Empty for comments and blank lines. */
function keywordAndValue(line: string): readonly [string, string] {
  const match = /^\s*([A-Za-z]\w*)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line);
  if (match === null) return ['', ''];
  const [, keyword = '', value = ''] = match;
  const list = /^(host|include|userknownhostsfile|globalknownhostsfile)$/i.test(keyword);
  return [keyword.toLowerCase(), list ? value : value.replace(/^"([^"]*)"$/, '$1')];
}

function wordsOf(value: string): readonly string[] {
  return Array.from(value.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');
}

function hostMatches(host: string, patterns: readonly string[]): boolean {
  let found = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (matchesPattern(host, pattern.slice(1))) return false;
    } else found ||= matchesPattern(host, pattern);
  }
  return found;
}

/** Whether a name matches a pattern of ssh: `*` is any characters, `?` one; case does not matter. Never backtracks far. */
export function matchesPattern(text: string, pattern: string): boolean {
  const name = text.toLowerCase();
  const wanted = pattern.toLowerCase();
  let at = 0;
  let next = 0;
  let star = -1;
  let retry = 0;
  while (at < name.length) {
    if (next < wanted.length && (wanted[next] === '?' || wanted[next] === name[at]) && wanted[next] !== '*') {
      at += 1;
      next += 1;
    } else if (wanted[next] === '*') {
      star = next;
      retry = at;
      next += 1;
    } else if (star !== -1) {
      next = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  while (wanted[next] === '*') next += 1;
  return next === wanted.length;
}
