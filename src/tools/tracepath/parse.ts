import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** One line of tracepath. */
export interface PathStep {
  /** The time to live of the probe. */
  readonly number: number;
  /** Undefined where nobody answered. */
  readonly host: string | undefined;
  readonly milliseconds: number | undefined;
  /** Bytes: the path MTU that this answer told of. */
  readonly pathMtu: number | undefined;
  readonly reached: boolean;
  /** '!H', 'asymm 5' and the like. */
  readonly note: string | undefined;
}

/** What tracepath found. */
export interface Tracepath extends Parsed<PathStep> {
  /** Bytes that fit at the start (the own device's MTU), and over the whole path. */
  readonly localMtu: number | undefined;
  readonly pathMtu: number | undefined;
  readonly tooManyHops: boolean;
  /** Whether the closing line is there: without it the output is cut. */
  readonly complete: boolean;
}

/** Reads tracepath of iputils, old and new layouts. */
export function parseTracepath(lines: readonly string[]): Tracepath {
  let localMtu: number | undefined;
  let pathMtu: number | undefined;
  let tooManyHops = false;
  let complete = false;
  const parsed = parseLines<PathStep>(
    lines,
    (line) => {
      const [, end, mtu] = /^\s*(Too many hops|Resume): pmtu (\d+)/.exec(line) ?? [];
      if (end !== undefined) {
        pathMtu = Number(mtu);
        if (end === 'Resume') complete = true;
        else tooManyHops = true;
        return known;
      }
      const [, number, rest = ''] = /^\s*(\d+)\??:\s+(\S.*)$/.exec(line) ?? [];
      if (number === undefined) return undefined;
      const [, told] = /\bpmtu (\d+)/.exec(rest) ?? [];
      if (rest.startsWith('[LOCALHOST]')) {
        localMtu = told === undefined ? undefined : Number(told);
        return known;
      }
      const [, host, milliseconds, note = ''] = /^(\S+)\s+(?:\([^)]*\)\s+)?([\d.]+)ms\s*(.*)$/.exec(rest) ?? [];
      const silent = rest.startsWith('no reply');
      if (host === undefined && !silent) return undefined;
      const extra = note.replace(/\bpmtu \d+|\breached\b/g, '').trim();
      return {
        number: Number(number),
        host,
        milliseconds: milliseconds === undefined ? undefined : Number(milliseconds),
        pathMtu: told === undefined ? undefined : Number(told),
        reached: /\breached\b/.test(note),
        note: extra === '' ? undefined : extra,
      };
    },
    /^tracepath6?: |^connect: /,
  );
  return { ...parsed, localMtu, pathMtu, tooManyHops, complete };
}
