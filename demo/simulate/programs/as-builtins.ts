import { builtins } from '../shell/builtins.ts';
import { createShell } from '../shell/state.ts';
import type { Program } from './program.ts';

/** A shell builtin as the program of the same name. */
function asProgram(name: string): Program {
  return async (start) => {
    const unsupported = () => Promise.reject(new Error(`${name} runs no programs`));
    const builtin = builtins[name];
    return builtin === undefined
      ? 127
      : builtin(createShell(start, 'bash', name, []), [name, ...start.argv.slice(1)], {
          runText: unsupported,
          runProgram: unsupported,
        });
  };
}

export const echo = asProgram('echo');
export const printf = asProgram('printf');
export const kill = asProgram('kill');
export const trueProgram = asProgram('true');
export const falseProgram = asProgram('false');
