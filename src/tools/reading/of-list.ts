import type { Json } from '../../contracts/json.ts';
import { countWords } from '../../text/words.ts';
import { asJson } from './as-json.ts';
import type { Parsed } from './parsed.ts';
import type { Reader } from './reading.ts';

/** How a listing program's output is read. */
export interface ListReading<Item> {
  readonly tool: string;
  readonly about: string;
  readonly parse: (lines: readonly string[]) => Parsed<Item>;
  /** What the items add up to, in fields. */
  readonly summary: (items: readonly Item[]) => Readonly<Record<string, unknown>>;
  /** What the items mean, one sentence; asked only when the program did its work. */
  readonly sentence: (items: readonly Item[]) => string;
}

/** Makes a reader of a parser that yields items. A failure is said in the program's own words. */
export function listReader<Item>({ tool, about, parse, summary, sentence }: ListReading<Item>): Reader {
  return {
    tool,
    about,
    read: async ({ lines, exitCode }) => {
      const { items, unparsed, failure } = parse(lines);
      const failed =
        failure ??
        (items.length === 0 && exitCode !== undefined && exitCode !== 0 ? `exit code ${exitCode}` : undefined);
      return {
        tool,
        summary: asJson({
          ...summary(items),
          count: items.length,
          ...(failed === undefined ? {} : { failure: failed }),
        }),
        sentence: sentenceOf(items, unparsed, failed, sentence),
        samples: items.map((item): Json => asJson(item)),
        unparsed,
      };
    },
  };
}

function sentenceOf<Item>(
  items: readonly Item[],
  unparsed: readonly string[],
  failure: string | undefined,
  sentence: (items: readonly Item[]) => string,
): string {
  if (failure !== undefined && items.length === 0) return `It could not be read: ${failure.replace(/\.$/, '')}.`;
  if (items.length === 0 && unparsed.length > 0) return 'Nothing of this was understood.';
  const notes = [
    ...(failure === undefined ? [] : [`not all was told: ${failure.replace(/\.$/, '')}`]),
    ...(unparsed.length === 0 ? [] : [`${countWords(unparsed.length, 'line')} not understood`]),
  ];
  const said = sentence(items);
  return notes.length === 0 ? said : `${said.replace(/\.$/, '')} (${notes.join('; ')}).`;
}
