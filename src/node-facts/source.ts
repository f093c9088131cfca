import type { Fact } from '../contracts/node-facts.ts';
import type { Parsed } from '../tools/reading/parsed.ts';
import { type CommandOutput, type PlannedCommand, whyNotDone } from './command-output.ts';

/** What one output tells, or why it does not, as a clause. */
export type Read<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly why: string };

/** Where a fact comes from: a question to a node in several forms, the best first. Pure data. */
export interface Source<Value> {
  /** Among the sources of one node: 'devices'. */
  readonly name: string;
  /** Asked one after the other until one is answered. None where it cannot be asked there. */
  readonly commands: readonly PlannedCommand[];
  readonly read: (output: CommandOutput) => Read<Value>;
}

/** The outputs of each source, in the order of its commands; a source that was not asked has none. */
export type Collected = ReadonlyMap<string, readonly CommandOutput[]>;

/** What a source tells: by the first of its outputs that was understood. */
export function factOf<Value>(source: Source<Value>, collected: Collected, notAsked: string): Fact<Value> {
  const outputs = collected.get(source.name) ?? [];
  const whys: string[] = [];
  for (const output of outputs) {
    const read = source.read(output);
    if (read.known) return { known: true, value: read.value, from: output.id };
    if (!whys.includes(read.why)) whys.push(read.why);
  }
  return { known: false, why: whys.length === 0 ? notAsked : whys.join('; '), from: outputs.at(-1)?.id };
}

/** Reads a list that a program printed. Where more was not understood than understood, nothing is known. */
export function readList<Item>(
  output: CommandOutput,
  parse: (lines: readonly string[]) => Parsed<Item>,
): Read<readonly Item[]> {
  const why = whyNotDone(output);
  if (why !== undefined) return { known: false, why };
  const { items, unparsed, failure } = parse(output.stdout);
  const program = output.command.argv[0] ?? '';
  if (failure !== undefined) return { known: false, why: `what ${program} printed cannot be read: ${failure}` };
  if (unparsed.length > items.length)
    return {
      known: false,
      why: `what ${program} printed is not understood: ${(unparsed[0] ?? '').trim().slice(0, 80)}`,
    };
  return { known: true, value: items };
}

/** A source whose output is a list, in one way to read it whatever the form. */
export function listSource<Item>(
  name: string,
  commands: readonly (readonly string[] | PlannedCommand)[],
  parse: (lines: readonly string[]) => Parsed<Item>,
): Source<readonly Item[]> {
  return {
    name,
    commands: commands.map((command) => ('argv' in command ? command : { argv: command })),
    read: (output) => readList(output, parse),
  };
}

/** The fact with its value made into another; what is not known stays so. */
export function mapFact<Value, Other>(fact: Fact<Value>, change: (value: Value) => Other): Fact<Other> {
  return fact.known ? { ...fact, value: change(fact.value) } : fact;
}

/** The source, of things of which every node has some: that none was printed tells nothing. */
export function neverEmpty<Item>(source: Source<readonly Item[]>): Source<readonly Item[]> {
  return {
    ...source,
    read: (output) => {
      const read = source.read(output);
      const program = output.command.argv[0] ?? '';
      return read.known && read.value.length === 0 ? { known: false, why: `${program} printed nothing` } : read;
    },
  };
}
