import type { Argument, Command, Option } from 'commander';

/** Something that may stand at the cursor. */
export interface Candidate {
  readonly text: string;
  /** One short line; '' where there is nothing to say. */
  readonly description: string;
}

/** What may stand at the cursor, and how the shell goes on. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** File names may stand there as well. */
  readonly files: boolean;
  /** What is completed is only a beginning: no space behind it. */
  readonly open: boolean;
}

/** Values that the command line itself does not know, by what is asked for. Each may take a file read, no network. */
export interface KnownValues {
  contexts(kubeconfig: string | undefined): Promise<readonly string[]>;
  namespaces(kubeconfig: string | undefined): Promise<readonly string[]>;
  faults(): Promise<readonly Candidate[]>;
  topics(): Promise<readonly Candidate[]>;
}

/** Where the words lead in the tree. */
interface Place {
  readonly command: Command;
  /** How many arguments stand before the cursor. */
  readonly position: number;
  /** The option whose value is wanted. */
  readonly pending: Option | undefined;
  readonly kubeconfig: string | undefined;
  /** Behind `--` there are no options any more. */
  readonly ended: boolean;
}

const none: Completion = { candidates: [], files: false, open: false };

/**
 * What may stand at the cursor. `words` are the words behind the program's name; the last is the one that is being typed,
 * '' for a new one.
 */
export async function completionsFor(
  program: Command,
  words: readonly string[],
  known: KnownValues,
): Promise<Completion> {
  const typed = words.at(-1) ?? '';
  const place = follow(program, words.slice(0, -1));
  if (place.pending !== undefined) return beginning(await optionValues(place.pending, place.kubeconfig, known), typed);
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  if (name !== undefined && value !== undefined && !place.ended) {
    const option = findOption(place.command, name);
    if (option === undefined || !takesValue(option)) return none;
    const values = beginning(await optionValues(option, place.kubeconfig, known), value);
    return { ...values, candidates: values.candidates.map((one) => ({ ...one, text: `${name}=${one.text}` })) };
  }
  if (typed.startsWith('-') && !place.ended) return beginning(optionNames(place.command), typed);
  return beginning(await argumentValues(place, known), typed);
}

function beginning(completion: Completion, typed: string): Completion {
  return { ...completion, candidates: completion.candidates.filter(({ text }) => text.startsWith(typed)) };
}

function follow(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, position: 0, pending: undefined, kubeconfig: undefined, ended: false };
  for (const word of words) place = step(place, word);
  return place;
}

function step(place: Place, word: string): Place {
  const { command, pending } = place;
  if (pending !== undefined) {
    const kubeconfig = pending.long === '--kubeconfig' ? word : place.kubeconfig;
    return { ...place, pending: undefined, kubeconfig };
  }
  if (!place.ended && word === '--') return { ...place, ended: true };
  if (!place.ended && word.startsWith('-') && word !== '-') {
    const [, name = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    const option = findOption(command, name);
    if (option === undefined || !takesValue(option)) return place;
    if (value !== undefined) return option.long === '--kubeconfig' ? { ...place, kubeconfig: value } : place;
    return { ...place, pending: option };
  }
  const child = command.commands.find((one) => one.name() === word);
  if (child !== undefined && place.position === 0) return { ...place, command: child };
  return { ...place, position: place.position + 1 };
}

/** Options of the command and of those before it: they may stand behind its name as well where it repeats them. */
function findOption(command: Command, name: string): Option | undefined {
  return command.options.find((option) => option.long === name || option.short === name);
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function optionNames(command: Command): Completion {
  const candidates = command.options
    .filter((option) => !option.hidden)
    .map((option) => ({ text: option.long ?? option.short ?? '', description: option.description }));
  return { ...none, candidates: [...candidates, { text: '--help', description: 'show this help' }] };
}

const endpointKinds = ['pod/', 'deploy/', 'sts/', 'ds/', 'job/', 'svc/', 'node/'] as const;

async function optionValues(option: Option, kubeconfig: string | undefined, known: KnownValues): Promise<Completion> {
  if (option.argChoices !== undefined) return plain(option.argChoices);
  switch (option.attributeName()) {
    case 'context':
      return plain(await known.contexts(kubeconfig));
    case 'namespace':
      return plain(await known.namespaces(kubeconfig));
    case 'fault':
      return { ...none, candidates: await known.faults() };
    case 'from':
    case 'to':
      return { ...plain(endpointKinds), open: true };
    default:
      return { ...none, files: namesFile(option) };
  }
}

function namesFile(option: Option): boolean {
  return /<(file|path|folder)>/.test(option.flags);
}

async function argumentValues(place: Place, known: KnownValues): Promise<Completion> {
  const { command, position } = place;
  const children =
    position > 0 ? [] : command.commands.map((child) => ({ text: child.name(), description: shortDescription(child) }));
  const argument = command.registeredArguments[position] ?? lastVariadic(command.registeredArguments);
  if (argument === undefined) return { ...none, candidates: children };
  const own =
    argument.argChoices === undefined ? await namedValues(command, argument, known) : plain(argument.argChoices);
  return { ...own, candidates: [...children, ...own.candidates] };
}

function lastVariadic(all: readonly Argument[]): Argument | undefined {
  const last = all.at(-1);
  return last?.variadic === true ? last : undefined;
}

async function namedValues(command: Command, argument: Argument, known: KnownValues): Promise<Completion> {
  if (argument.name() === 'topic') return { ...none, candidates: await known.topics() };
  if (command.name() === 'fault') return { ...none, candidates: await known.faults() };
  return { ...none, files: /file|path/.test(argument.name()) };
}

function plain(texts: readonly string[]): Completion {
  return { ...none, candidates: texts.map((text) => ({ text, description: '' })) };
}

/** The first sentence of what a command does. */
export function shortDescription(command: Command): string {
  const text = command.summary() || command.description();
  return (/^[^.\n]*/.exec(text)?.[0] ?? '').trim();
}
