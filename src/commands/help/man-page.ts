import type { Command, Option } from 'commander';
import { wrap } from '../../terminal/fit.ts';
import { version } from '../../version.ts';
import { shortDescription } from '../completion/candidates.ts';
import { roffParagraph, section, subsection, tagged, verbatim } from './roff.ts';
import { type HelpPart, helpTopics } from './topics.ts';

/** The manual page plumbline(1), made of the same tree and topics as --help. */
export function manPage(program: Command): string {
  const paragraphs = program.description().split('\n\n');
  const parts = [
    `.TH PLUMBLINE 1 "" "plumbline ${version}" "User Commands"`,
    section('Name'),
    'plumbline \\- see which pod can reach which, how fast, and where it breaks',
    section('Synopsis'),
    '.B plumbline',
    '[\\fIoptions\\fR] [\\fIcommand\\fR]',
    section('Description'),
    ...paragraphs.map(roffParagraph),
    section('Options'),
    ...optionsOf(program),
    tagged('-h, --help', 'show the help of plumbline, or of any command'),
    section('Commands'),
    ...program.commands.flatMap((command) => commandParts(command, '')),
    ...helpTopics.flatMap((topic) => [section(topic.name.replace('-', ' ')), ...topic.parts.map(topicPart)]),
    section('Examples'),
    verbatim([
      'plumbline',
      'plumbline --context prod --from shop/web --to svc/shop/backend:8080',
      'plumbline probe link --from shop/web --to svc/shop/backend:8080 -o json',
      'plumbline demo --fault packet-loss',
    ]),
    section('See also'),
    '.BR kubectl (1),',
    '.BR iperf3 (1),',
    '.BR ping (8)',
  ];
  // A section begins a paragraph of its own.
  return `${parts.join('\n').replace(/^(\.S[HS] .*\n)\.PP\n/gm, '$1')}\n`;
}

function commandParts(command: Command, before: string): readonly string[] {
  const name = `${before}${command.name()}`;
  const usage = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  const children = command.commands.flatMap((child) => commandParts(child, `${name} `));
  return [
    subsection(['plumbline', name, ...usage].join(' ')),
    ...command.description().split('\n\n').map(roffParagraph),
    ...command.registeredArguments.map((argument) => tagged(argument.name(), argument.description)),
    ...optionsOf(command),
    ...children,
  ];
}

function optionsOf(command: Command): readonly string[] {
  return command.options.filter((option) => !option.hidden).map((option) => tagged(option.flags, optionText(option)));
}

/** The description with the choices and the default, as --help has them. */
function optionText(option: Option): string {
  const extra = [
    ...(option.argChoices === undefined ? [] : [`choices: ${option.argChoices.join(', ')}`]),
    ...(typeof option.defaultValue === 'string' ? [`default: ${option.defaultValue}`] : []),
  ];
  return `${option.description}${extra.length === 0 ? '' : ` (${extra.join('; ')})`}`;
}

function topicPart(part: HelpPart): string {
  switch (part.kind) {
    case 'heading':
      return subsection(part.text);
    case 'paragraph':
      return roffParagraph(part.text);
    case 'terms':
      return part.terms.map(({ term, text }) => tagged(term, text)).join('\n');
  }
}

/** The commands and topics that `plumbline help` lists. */
export function helpIndex(program: Command): string {
  const rows = (all: readonly (readonly [string, string])[]): readonly string[] =>
    all.flatMap(([name, text]) =>
      wrap(text, 64).map((line, index) => `  ${(index === 0 ? name : '').padEnd(12)}  ${line}`),
    );
  return `${[
    'Topics:',
    ...rows([...helpTopics.map(({ name, title }) => [name, title] as const), ['man', 'the manual page, for man -l -']]),
    '',
    'Commands:',
    ...rows(program.commands.map((command) => [command.name(), shortDescription(command)] as const)),
    '',
    "Explained by 'plumbline help TOPIC' and 'plumbline help COMMAND'.",
  ].join('\n')}\n`;
}
