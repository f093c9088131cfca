import { Command } from 'commander';
import { outputOption } from './command-options.ts';
import type { ReadOptions } from './read.ts';

/** `plumbline read`, without its action. */
export function readCommand(): Command {
  return new Command('read')
    .description("Read a tool's output that somebody saved or pasted, and say what it means.")
    .argument('[tool]', 'whose output it is; without it the tools are listed')
    .argument('[file]', 'where it was saved; - is standard input', '-')
    .option('--exit-code <number>', 'how the program exited, where that is known')
    .helpOption('-h, --help', 'show this help')
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
Examples:
  $ plumbline read ping saved.txt
  $ plumbline read resolv-conf -o json < resolv.conf
  $ cilium-dbg status | plumbline read cilium-status

Text is one sentence, then the lines that were not understood. JSON has tool,
summary, sentence, samples and unparsed; most summaries have a state: ok,
warning, fault or unknown.`,
    );
}

/** The options of `plumbline read`, as they stand on the command line. */
export function readOptions(merged: Readonly<Record<string, unknown>>): ReadOptions {
  const { output, exitCode } = merged;
  return {
    output: output === 'json' ? 'json' : 'text',
    ...(typeof exitCode === 'string' ? { exitCode } : {}),
  };
}
