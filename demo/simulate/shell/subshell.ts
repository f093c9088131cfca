import { NotSupported } from './ast.ts';
import { type Descriptor, Exit, LoopControl, outputOf, Return, type Shell, subshell } from './state.ts';

/** Runs a body; `exit`, `return` and stray loop controls end it with their status. */
export async function guarded(shell: Shell, body: () => Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof Exit || error instanceof Return) {
      return error.status;
    }
    if (error instanceof LoopControl) {
      return shell.status;
    }
    throw error;
  }
}

/** Runs a body in a process of its own with a copy of the shell. */
export function spawnSubshell(
  shell: Shell,
  descriptors: Map<number, Descriptor>,
  body: (inner: Shell) => Promise<number>,
): { readonly pid: number; readonly exitCode: Promise<number> } {
  const { machine, process: parent } = shell.start;
  const { process, exitCode } = machine.processes.spawn(
    shell.name,
    async (own) => {
      const inner = subshell(shell, { ...shell.start, process: own });
      inner.descriptors.clear();
      for (const [number, descriptor] of descriptors) {
        inner.descriptors.set(number, descriptor);
      }
      try {
        return await guarded(inner, () => body(inner));
      } catch (error) {
        if (error instanceof NotSupported) {
          outputOf(inner, 2)?.write(`sh: not supported in the simulation: ${error.message}\n`);
          return 2;
        }
        throw error;
      }
    },
    { parent },
  );
  return { pid: process.pid, exitCode };
}
