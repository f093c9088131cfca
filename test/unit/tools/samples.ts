import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../../src/contracts/runner.ts';
import type { OutputLine, Tool, UnparsedSample } from '../../../src/contracts/tool.ts';

/** Captures of real programs that lie beside the tests. */
export const fixtures = new URL('fixtures/', import.meta.url).pathname;

/** A captured run: what it printed and how it ended. */
export interface Sample {
  readonly name: string;
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** Every capture in a folder; the first line of each file tells where it is from and how the program ended. */
export function samplesIn(folder: string): readonly Sample[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const [head = '', ...lines] = readFileSync(join(folder, name), 'utf8').split('\n');
      return { name, lines, exitCode: Number(/exit (\d+)/.exec(head)?.[1] ?? 0) };
    });
}

/** One capture of a folder of the fixtures. */
export function fixture(folder: string, name: string): Sample {
  const sample = samplesIn(join(fixtures, folder)).find((found) => found.name === name);
  if (sample === undefined) throw new Error(`no fixture ${folder}/${name}`);
  return sample;
}

/** Lines as they come from a runner. */
export async function* asLines(
  lines: readonly string[],
  stream: OutputLine['stream'] = 'stdout',
): AsyncGenerator<OutputLine> {
  for (const text of lines) yield { text, at: 1000, stream };
}

/** The result of a program that exited. */
export function exited(code: number, duration = 1000): RunResult {
  return { end: { kind: 'exited', code }, startedAt: 0, duration, truncated: false };
}

/** All samples of some lines. */
export async function parsed<Options, Value, Summary>(
  tool: Tool<Options, Value, Summary>,
  lines: readonly string[],
): Promise<(Value | UnparsedSample)[]> {
  const samples: (Value | UnparsedSample)[] = [];
  for await (const sample of tool.parse(asLines(lines))) samples.push(sample);
  return samples;
}

/** The summary of a captured run. */
export async function summaryOf<Options, Value, Summary>(
  tool: Tool<Options, Value, Summary>,
  sample: Sample,
  duration?: number,
): Promise<Summary> {
  return tool.summarise(await parsed(tool, sample.lines), exited(sample.exitCode, duration));
}

/** Texts of the lines that the tool did not understand. */
export async function unparsedOf<Options, Value extends { readonly kind: string }, Summary>(
  tool: Tool<Options, Value, Summary>,
  sample: Sample,
): Promise<readonly string[]> {
  const samples: readonly (Value | UnparsedSample)[] = await parsed(tool, sample.lines);
  return samples.flatMap((found) => (found.kind === 'unparsed' ? [(found as UnparsedSample).text] : []));
}
