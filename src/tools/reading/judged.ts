import type { Json } from '../../contracts/json.ts';
import { countWords } from '../../text/words.ts';
import { asJson } from './as-json.ts';
import type { Parsed } from './parsed.ts';
import type { Reader, SavedOutput } from './reading.ts';

/** How things stand by an output alone: 'unknown' where it does not tell. The words of a finding. */
export type State = 'ok' | 'warning' | 'fault' | 'unknown';

/** What an output means. */
export interface Meaning {
  readonly state: State;
  /** One sentence without its full stop. */
  readonly sentence: string;
}

/** How an output is read that tells whether something is well. */
export interface JudgedReading<Item, Found extends Parsed<Item>> {
  readonly tool: string;
  readonly about: string;
  readonly parse: (lines: readonly string[]) => Found & Parsed<Item>;
  /** What it adds up to, in fields; the state is added. */
  readonly summary: (found: Found) => Readonly<Record<string, unknown>>;
  /** Asked when at least one item was understood. */
  readonly meaning: (found: Found, output: SavedOutput) => Meaning;
  /** What it means that nothing was printed; without it, or where it answers undefined, that tells nothing. */
  readonly silence?: (output: SavedOutput) => Meaning | undefined;
  /** What a failure means where nothing else was printed; without it, or where it answers undefined, only that. */
  readonly failed?: (failure: string, output: SavedOutput) => Meaning | undefined;
}

/**
 * Makes a reader whose summary has a `state`. Health is never claimed from nothing: without an understood item the state
 * is 'unknown', and so it is where more was not understood than understood.
 */
export function judgedReader<Item, Found extends Parsed<Item>>(reading: JudgedReading<Item, Found>): Reader {
  const { tool, about, parse, summary } = reading;
  return {
    tool,
    about,
    read: async (output) => {
      const found = parse(output.lines);
      const { state, sentence } = meaningOf(reading, found, output);
      const { items, unparsed, failure } = found;
      return {
        tool,
        summary: asJson({ state, ...summary(found), ...(failure === undefined ? {} : { failure }) }),
        sentence: /[?!]$/.test(sentence) ? sentence : `${sentence.replace(/[.\s]+$/, '')}.`,
        samples: items.map((item): Json => asJson(item)),
        unparsed,
      };
    },
  };
}

function meaningOf<Item, Found extends Parsed<Item>>(
  { meaning, silence, failed }: JudgedReading<Item, Found>,
  found: Found & Parsed<Item>,
  output: SavedOutput,
): Meaning {
  const { items, unparsed, failure } = found;
  if (items.length > 0) {
    const { state, sentence } = meaning(found, output);
    const notes = [
      ...(failure === undefined ? [] : [`not all was told: ${failure.trim().replace(/\.$/, '')}`]),
      ...(unparsed.length === 0 ? [] : [`${countWords(unparsed.length, 'line')} not understood`]),
    ];
    const doubtful = failure !== undefined || unparsed.length > items.length;
    return {
      state: state === 'ok' && doubtful ? 'unknown' : state,
      sentence: notes.length === 0 ? sentence : `${sentence} (${notes.join('; ')})`,
    };
  }
  if (failure !== undefined)
    return failed?.(failure, output) ?? { state: 'unknown', sentence: `It could not be read: ${failure.trim()}` };
  if (unparsed.length > 0) return { state: 'unknown', sentence: 'Nothing of this was understood' };
  const said = silence?.(output);
  if (said !== undefined) return said;
  const code = output.exitCode ?? 0;
  return {
    state: 'unknown',
    sentence: code === 0 ? 'Nothing was printed: that tells nothing' : `Nothing was printed; it exited with ${code}`,
  };
}
