import type { Command } from 'commander';
import { safeLine } from '../../terminal/safe-text.ts';
import { completionsFor } from './candidates.ts';
import { knownValues } from './known-values.ts';

/** The hidden word behind which the shells' scripts, and kubectl, hand over what is typed. */
export const completionWord = '__complete';

/** kubectl's directives for what the shell does with the answer (cobra's numbers, added up). */
const directives = { open: 2, noFiles: 4 } as const;

/**
 * Answers a shell's question as cobra does, so that kubectl can ask as well: one candidate per line, a tab and its
 * description, and `:directive` at the end.
 */
export async function answerCompletion(program: Command, words: readonly string[]): Promise<string> {
  const { candidates, files, open } = await completionsFor(program, words, knownValues(process.env));
  const directive = (open ? directives.open : 0) + (files ? 0 : directives.noFiles);
  const lines = candidates.map(
    ({ text, description }) => safeLine(text) + (description === '' ? '' : `\t${safeLine(description)}`),
  );
  return `${[...lines, `:${directive}`].join('\n')}\n`;
}
