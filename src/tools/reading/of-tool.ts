import type { Json } from '../../contracts/json.ts';
import type { RunResult } from '../../contracts/runner.ts';
import type { OutputLine, Tool, UnparsedSample } from '../../contracts/tool.ts';
import { asJson } from './as-json.ts';
import type { Reader, Reading, SavedOutput } from './reading.ts';

/** What a reader adds to a tool that plumbline runs itself. */
export interface ToolReading<Summary> {
  readonly tool: string;
  readonly about: string;
  /** What a run with this summary means. */
  readonly sentence: (summary: Summary, output: SavedOutput) => string;
}

/** Makes a reader of a tool that is also run: the same parser, the same summary. */
export function readerOf<Options, Sample extends object, Summary>(
  tool: Pick<Tool<Options, Sample, Summary>, 'parse' | 'summarise'>,
  { tool: name, about, sentence }: ToolReading<Summary>,
): Reader {
  return {
    tool: name,
    about,
    async read(output): Promise<Reading> {
      const samples: (Sample | UnparsedSample)[] = [];
      for await (const sample of tool.parse(asLines(output.lines))) samples.push(sample);
      const summary = tool.summarise(samples, resultOf(output));
      return {
        tool: name,
        summary: asJson(summary),
        sentence: sentence(summary, output),
        samples: samples.flatMap((sample) => (isUnparsed(sample) ? [] : [withoutTime(asJson(sample))])),
        unparsed: samples.flatMap((sample) => (isUnparsed(sample) ? [sample.text] : [])),
      };
    },
  };
}

function isUnparsed(sample: object): sample is UnparsedSample {
  return 'kind' in sample && sample.kind === 'unparsed';
}

/** Saved lines have no time of arrival. */
function withoutTime(sample: Json): Json {
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) return sample;
  return Object.fromEntries(Object.entries(sample).filter(([key]) => key !== 'at'));
}

async function* asLines(lines: readonly string[]): AsyncGenerator<OutputLine> {
  for (const text of lines) yield { text, at: 0, stream: 'stdout' };
}

/** A saved output was of a run that ended; without its exit code, of one that nothing else is known of. */
function resultOf({ exitCode }: SavedOutput): RunResult {
  return {
    end: exitCode === undefined ? { kind: 'stopped' } : { kind: 'exited', code: exitCode },
    startedAt: 0,
    duration: 0,
    truncated: false,
  };
}
