import { readFile } from 'node:fs/promises';
import { PlumblineError } from '../contracts/errors.ts';
import { safeLine } from '../terminal/safe-text.ts';
import type { Reading } from '../tools/reading/reading.ts';
import { savedOutput } from '../tools/reading/saved-output.ts';
import { readerFor, readers } from '../tools/readers.ts';
import { countWords } from '../text/words.ts';
import { exitCodes } from './failure.ts';

export interface ReadOptions {
  readonly output: 'text' | 'json';
  /** The program's exit code, as typed. */
  readonly exitCode?: string;
}

/** More than a log of a busy day; beyond it somebody gave the wrong file. */
const largest = 256 * 1024 * 1024;

/** Reads what a tool printed, from a file or standard input ('-'), and says what it means. */
export async function read(tool: string, file: string, { output, exitCode }: ReadOptions): Promise<number> {
  const reader = readerFor(tool);
  const code = exitCode === undefined ? undefined : Number(exitCode);
  if (code !== undefined && !(Number.isInteger(code) && code >= 0 && code <= 255)) {
    throw new PlumblineError(`'${exitCode}' is no exit code.`, {
      kind: 'usage',
      operation: 'read a saved output',
      nextStep: 'Give a number from 0 to 255.',
    });
  }
  const text = file === '-' ? await standardInput() : await fileText(file);
  const reading = await reader.read(savedOutput(text, code));
  process.stdout.write(output === 'json' ? jsonText(reading) : plainText(reading));
  return exitCodes.works;
}

/** Prints the tools that can be read. */
export async function listReaders(output: 'text' | 'json'): Promise<number> {
  const known = readers.map(({ tool, about }) => ({ tool, about }));
  process.stdout.write(
    output === 'json'
      ? `${JSON.stringify({ apiVersion: 'plumbline/v1', kind: 'ReaderList', items: known }, undefined, 2)}\n`
      : known.map(({ tool, about }) => `${tool.padEnd(24)} ${about}\n`).join(''),
  );
  return exitCodes.works;
}

async function fileText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > largest) throw new Error(`it has ${bytes.length} bytes`);
    return bytes.toString('utf8');
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new PlumblineError(`The file ${file} could not be read: ${words}.`, {
      kind: 'usage',
      operation: 'read a saved output',
      object: file,
      nextStep: 'Give the path of a text file, or - for standard input.',
      cause: error,
    });
  }
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > largest)
      throw new PlumblineError('Standard input is longer than any tool’s output.', {
        kind: 'usage',
        operation: 'read a saved output',
      });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonText({ tool, summary, sentence, samples, unparsed }: Reading): string {
  const document = { apiVersion: 'plumbline/v1', kind: 'Reading', tool, summary, sentence, samples, unparsed };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function plainText({ sentence, unparsed }: Reading): string {
  const lines = [sentence];
  if (unparsed.length > 0) {
    lines.push('', `${countWords(unparsed.length, 'line')} not understood:`);
    lines.push(...unparsed.slice(0, 20).map((line) => `  ${line}`));
    if (unparsed.length > 20) lines.push(`  and ${unparsed.length - 20} more (-o json has them all)`);
  }
  return `${lines.map(safeLine).join('\n')}\n`;
}
