import type { Command, List } from './ast.ts';
import type { Substitutor } from './expand.ts';
import type { Shell } from './state.ts';

/** The interpreter as the commands within see it. */
export interface Interpreter {
  /** Runs a list; its status is the shell's then. */
  readonly runList: (shell: Shell, list: List) => Promise<void>;
  /** Runs one command with its redirections, to its exit status. */
  readonly runCommand: (shell: Shell, command: Command) => Promise<number>;
  /** Runs a text as part of the shell, to its exit status. */
  readonly runText: (shell: Shell, script: string) => Promise<number>;
  readonly substitutor: Substitutor;
}
