import { countWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import type { Reader } from '../reading/reading.ts';
import { type LogLine, withoutRuntimeStamp } from './line.ts';
import { type LogRule, type MarkedLine, markLine } from './rules.ts';

/** A program whose logs are read. */
export interface LogReading {
  readonly tool: string;
  readonly about: string;
  /** Takes a line apart; undefined for one that this program does not write. */
  readonly line: (line: string) => LogLine | undefined;
  readonly rules: readonly LogRule[];
}

/** Reads the lines of a log and marks those that are known. */
export function parseLog(
  lines: readonly string[],
  { line, rules }: Pick<LogReading, 'line' | 'rules'>,
): Parsed<MarkedLine> {
  return parseLines(lines, (raw) => {
    const found = line(withoutRuntimeStamp(raw));
    return found === undefined ? undefined : markLine(found, rules);
  });
}

/** Makes a reader of a log: sick lines are told first; a log without any is well only where a line says so. */
export function logReader(reading: LogReading): Reader {
  return judgedReader({
    tool: reading.tool,
    about: reading.about,
    parse: (lines) => parseLog(lines, reading),
    summary: ({ items }) => ({
      lines: items.length,
      sick: items.filter(({ mark }) => mark === 'sick').length,
      healthy: items.filter(({ mark }) => mark === 'healthy').length,
      errors: items.filter(isError).length,
    }),
    meaning: ({ items }) => meaningOfLog(items),
  });
}

/** What marked lines mean together. A sick line after which a healthy one came may be over: both are told, in their order. */
export function meaningOfLog(items: readonly MarkedLine[]): Meaning {
  const marked = (mark: LogRule['mark']) => [
    ...new Set(items.filter((item) => item.mark === mark).map(({ meaning = '' }) => meaning)),
  ];
  const sick = marked('sick');
  const odd = marked('odd');
  const healthy = marked('healthy');
  const unknown = items.filter((item) => item.mark === undefined && isError(item));
  const lastSick = items.findLastIndex(({ mark }) => mark === 'sick');
  const lastHealthy = items.findLastIndex(({ mark }) => mark === 'healthy');
  const errors =
    unknown.length === 0
      ? []
      : [`${countWords(unknown.length, 'line')} of errors not known: ${unknown[0]?.text ?? ''}`];
  const lines = countWords(items.length, 'line');
  if (sick.length > 0) {
    const later = lastHealthy > lastSick ? [`later it says: ${healthy.at(-1)}`] : [];
    return { state: 'fault', sentence: capital([...several(sick), ...later, ...errors].join('; ')) };
  }
  if (odd.length > 0 || errors.length > 0)
    return { state: 'warning', sentence: capital([...several(odd), ...errors, ...several(healthy)].join('; ')) };
  const notes = marked('note');
  if (notes.length > 0)
    return { state: 'unknown', sentence: capital([...several(notes), ...several(healthy)].join('; ')) };
  if (healthy.length > 0)
    return { state: 'ok', sentence: `${capital(several(healthy).join('; '))}; no sick line in ${lines}` };
  return { state: 'unknown', sentence: `${lines}, none known to be sick, and none that says that all is well` };
}

function isError({ level }: LogLine): boolean {
  return level === 'error' || level === 'fatal';
}

function several(words: readonly string[]): readonly string[] {
  return words.length > 5 ? [...words.slice(0, 5), `${words.length - 5} more kinds`] : words;
}

function capital(text: string): string {
  return text.replace(/^[a-z](?=[a-z]* )/, (one) => one.toUpperCase());
}
