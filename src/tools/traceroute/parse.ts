import type { Hop } from '../hops/hop.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A path as traceroute found it. */
export interface Traceroute extends Parsed<Hop> {
  /** The destination's address; undefined where the header is missing. */
  readonly destination: string | undefined;
  readonly maxHops: number | undefined;
}

/** Reads traceroute of Dmitry Butskoy (Linux), of BusyBox and of BSD, with names or -n, whatever the probes were. */
export function parseTraceroute(lines: readonly string[]): Traceroute {
  let destination: string | undefined;
  let maxHops: number | undefined;
  let last = 0;
  const parsed = parseLines<Hop>(
    lines,
    (line) => {
      const [, , to, hops] = /^traceroute6? to (\S+) \(([^)]+)\)(?: from [^,]+)?, (\d+) hops max/.exec(line) ?? [];
      if (to !== undefined) {
        destination = to;
        maxHops = Number(hops);
        return known;
      }
      if (/^traceroute6?: Warning: /i.test(line)) return known;
      const [, number, rest = ''] = /^\s*(\d{1,3})\s{1,3}(\S.*)$/.exec(line) ?? [];
      // The hops of BSD go on in the next line where several hosts answered.
      const [, more = ''] = number === undefined ? (/^\s{4,}(\S.*)$/.exec(line) ?? []) : [];
      const words = number === undefined ? more : rest;
      if (!/(?:\d ms\b|\*|!)/.test(words)) return undefined;
      if (number !== undefined) last = Number(number);
      return last === 0 ? undefined : hopOf(last, words);
    },
    /^traceroute6?: |^connect: /,
  );
  return { ...parsed, destination, maxHops };
}

function hopOf(number: number, words: string): Hop {
  const times = [...words.matchAll(/([\d.]+) ms/g)].map(([, time]) => Number(time));
  const flags = [...words.matchAll(/(?<=\s)![A-Z0-9<>]*/g)].map(([flag]) => flag);
  const lost = words.split(/\s+/).filter((word) => word === '*').length;
  const hosts = words
    .replace(/[\d.]+ ms/g, ' ')
    .replace(/\([^)]*\)|\[[^\]]*\]|<[^>]*>/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '*' && !word.startsWith('!'));
  // With names the address in brackets is what counts.
  const addresses = [...words.matchAll(/\(([0-9a-f.:]+)\)/g)].map(([, address = '']) => address);
  return {
    number,
    hosts: [...new Set(addresses.length > 0 ? addresses : hosts)],
    milliseconds: times,
    lost,
    sent: times.length + lost,
    flags: [...new Set(flags)],
  };
}
