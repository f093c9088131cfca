import type { OutputLine, UnparsedSample } from '../contracts/tool.ts';

/**
 * The inside of a streaming parser: told each line in the order of arrival, then the end. Both return the samples that
 * became known. Total: never throws, whatever the text.
 */
export interface LineParser<Sample> {
  line(line: OutputLine): readonly (Sample | UnparsedSample)[];
  end(): readonly (Sample | UnparsedSample)[];
}

/** Longest piece of a line that a parser looks at; no line of a known tool comes near it. */
const longestLine = 64 * 1024;

/** Feeds lines to a parser as they come; a lone carriage return at a line's end is taken off. */
export async function* parseLines<Sample>(
  parser: LineParser<Sample>,
  lines: AsyncIterable<OutputLine>,
): AsyncGenerator<Sample | UnparsedSample> {
  for await (const line of lines) yield* parser.line(tidy(line));
  yield* parser.end();
}

/** A parser for tools whose every line stands for itself; `read` returns undefined for what it does not know. */
export function eachLine<Sample>(read: (line: OutputLine) => Sample | undefined): LineParser<Sample> {
  return {
    line(line) {
      if (line.text.trim() === '') return [];
      return [read(line) ?? unparsed(line)];
    },
    end: () => [],
  };
}

/** The sample for a line that was not understood. */
export function unparsed(line: OutputLine): UnparsedSample {
  return { kind: 'unparsed', text: line.text, at: line.at };
}

function tidy(line: OutputLine): OutputLine {
  const text = line.text.length > longestLine ? line.text.slice(0, longestLine) : line.text;
  const cut = text.endsWith('\r') ? text.slice(0, -1) : text;
  return cut === line.text ? line : { ...line, text: cut };
}
