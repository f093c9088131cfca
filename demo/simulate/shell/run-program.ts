import { emptyInput, nullOutput } from '../container/streams.ts';
import type { Start } from '../programs/program.ts';
import { NotSupported } from './ast.ts';
import { complain, Exit, type Shell } from './state.ts';

/** Runs a program of the image, beside the shell or, as exec does, in its place. */
export async function runProgram(
  shell: Shell,
  words: readonly string[],
  options: { readonly replace: boolean; readonly assigned?: ReadonlyMap<string, string> },
): Promise<number> {
  const { machine, process: own } = shell.start;
  const name = words[0] ?? '';
  const program = machine.has(name) ? shell.start.findProgram(name) : undefined;
  if (program === undefined) {
    if (machine.has(name)) {
      throw new NotSupported(name);
    }
    complain(shell, shell.dialect === 'bash' ? `${name}: command not found` : `${name}: not found`);
    return 127;
  }
  const environment = new Map(
    [...shell.exported].map((variable) => [variable, shell.variables.get(variable) ?? ''] as const),
  );
  for (const [variable, value] of options.assigned ?? []) {
    environment.set(variable, value);
  }
  const start: Omit<Start, 'process'> = {
    ...shell.start,
    argv: words,
    stdin: shell.descriptors.get(0)?.input ?? emptyInput,
    stdout: shell.descriptors.get(1)?.output ?? nullOutput,
    stderr: shell.descriptors.get(2)?.output ?? nullOutput,
    environment,
  };
  if (options.replace) {
    for (const signal of shell.traps.keys()) {
      if (signal !== 'EXIT') {
        own.trap(signal, undefined);
      }
    }
    shell.traps.clear();
    throw new Exit(await program({ ...start, process: own }));
  }
  const { exitCode } = machine.processes.spawn(name, (process) => program({ ...start, process }), { parent: own });
  return own.wait(exitCode);
}
