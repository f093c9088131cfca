import type { Command } from './ast.ts';
import { builtins } from './builtins.ts';
import { expandText, expandWords } from './expand.ts';
import type { Interpreter } from './interpreter.ts';
import { runProgram } from './run-program.ts';
import { Return, type Shell } from './state.ts';

type SimpleCommand = Extract<Command, { kind: 'simple' }>;

/** Runs assignments, a function, a builtin or a program, to its exit status. */
export async function runSimple(shell: Shell, command: SimpleCommand, interpreter: Interpreter): Promise<number> {
  const { substitutor, runCommand, runText } = interpreter;
  const words = await expandWords(shell, command.words, substitutor);
  const assigned = new Map<string, string>();
  for (const { name, value } of command.assignments) {
    assigned.set(name, await expandText(shell, value, substitutor));
  }
  const [name] = words;
  if (name === undefined) {
    for (const [variable, value] of assigned) {
      shell.variables.set(variable, value);
    }
    return command.assignments.some(({ value }) => value.some((piece) => piece.kind === 'command')) ? shell.status : 0;
  }
  const body = shell.functions.get(name);
  if (body !== undefined) {
    const outer = shell.arguments;
    shell.arguments = words.slice(1);
    try {
      return await runCommand(shell, body);
    } catch (error) {
      if (error instanceof Return) {
        return error.status;
      }
      throw error;
    } finally {
      shell.arguments = outer;
    }
  }
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin !== undefined) {
    return withAssignments(shell, assigned, () => builtin(shell, words, { runText, runProgram }));
  }
  return runProgram(shell, words, { replace: shell.givesWay, assigned });
}

/** `exec 3<file`: the redirections are the command, and they stay. */
export function isBareExec(command: SimpleCommand): boolean {
  const [word, ...others] = command.words;
  const piece = word?.[0];
  return others.length === 0 && word?.length === 1 && piece?.kind === 'text' && piece.text === 'exec';
}

/** Assignments before a builtin hold for that builtin only. */
async function withAssignments(
  shell: Shell,
  assigned: ReadonlyMap<string, string>,
  body: () => Promise<number> | number,
): Promise<number> {
  const before = [...assigned.keys()].map((name) => [name, shell.variables.get(name)] as const);
  for (const [name, value] of assigned) {
    shell.variables.set(name, value);
  }
  try {
    return await body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) {
        shell.variables.delete(name);
      } else {
        shell.variables.set(name, value);
      }
    }
  }
}
