import type { Command } from 'commander';
import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import { listWords } from '../text/words.ts';
import { completionScript, type Shell } from './completion/scripts.ts';
import { exitCodes } from './failure.ts';
import { helpIndex, manPage } from './help/man-page.ts';
import { helpTopics, topicText } from './help/topics.ts';

/** `plumbline help [TOPIC]`: a topic, a command's own help, the manual page, or what there is. Throws a usage error for other words. */
export async function help(program: Command, words: readonly string[]): Promise<number> {
  const text = topicOf(program, words);
  if (text === undefined) commandOf(program, words).outputHelp();
  else process.stdout.write(text);
  return exitCodes.works;
}

function topicOf(program: Command, words: readonly string[]): string | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return helpIndex(program);
  if (rest.length > 0) return undefined;
  if (first === 'man') return manPage(program);
  const topic = helpTopics.find(({ name }) => name === first);
  return topic === undefined ? undefined : topicText(topic);
}

function commandOf(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) {
    const child = command.commands.find((one) => one.name() === word);
    if (child === undefined) throw unknownTopic(program, words.join(' '));
    command = child;
  }
  return command;
}

function unknownTopic(program: Command, wanted: string): PlumblineError {
  const names = ['man', ...helpTopics.map(({ name }) => name), ...program.commands.map((command) => command.name())];
  const near = nearNames(wanted, names);
  const meant = near.length === 0 ? '' : ` Did you mean ${listWords(near, 'or')}?`;
  return new PlumblineError(`There is no help on '${wanted}'.${meant}`, {
    kind: 'usage',
    operation: 'explain a topic',
    nextStep: "'plumbline help' lists the topics.",
  });
}

/** `plumbline completion SHELL`. */
export async function completion(shell: string): Promise<number> {
  process.stdout.write(completionScript(shell as Shell));
  return exitCodes.works;
}
