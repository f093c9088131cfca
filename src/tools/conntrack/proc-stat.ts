import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import type { TrackerCounters } from './parse.ts';

/**
 * Reads /proc/net/stat/nf_conntrack: a header, then a line of hexadecimal numbers for each CPU (net/netfilter/
 * nf_conntrack_standalone.c). Its first column, the entries of the whole table, is no counter and is left out.
 */
export function parseConntrackStat(lines: readonly string[]): Parsed<TrackerCounters> {
  let names: readonly string[] | undefined;
  let cpu = 0;
  return parseLines<TrackerCounters>(lines, (line) => {
    const words = line.trim().split(/\s+/);
    if (names === undefined) {
      if (!/^entries\s/.test(line)) return undefined;
      names = words;
      return known;
    }
    if (words.length !== names.length || !words.every((word) => /^[0-9a-f]{8,16}$/.test(word))) return undefined;
    const counters = names.flatMap((name, index): [string, number][] =>
      name === 'entries' ? [] : [[name, Number.parseInt(words[index] ?? '0', 16)]],
    );
    return { kind: 'counters', cpu: cpu++, counters: Object.fromEntries(counters) };
  });
}
