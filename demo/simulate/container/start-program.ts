import { constants } from 'node:os';
import type { NodeProcess, NodeProcessEnd } from '../../backend.ts';
import type { Program } from '../programs/program.ts';
import { findProgram } from '../programs/registry.ts';
import type { Machine } from './machine.ts';
import { type SignalName, signalNumbers } from './process.ts';
import { createStdio } from './stdio.ts';
import { emptyInput } from './streams.ts';
import { createTerminalStdio } from './terminal.ts';

/** Starts a program as the first of a session, with streams to the outside. */
export function startProgram(
  program: Program,
  machine: Machine,
  { argv, stdin, tty }: { readonly argv: readonly string[]; readonly stdin: boolean; readonly tty: boolean },
): NodeProcess {
  let interrupt = () => {};
  const stdio = tty ? createTerminalStdio(() => interrupt()) : createStdio();
  let endedBy: SignalName | undefined;
  const { process, exitCode } = machine.processes.spawn(argv[0] ?? '', (own) =>
    program({
      argv,
      machine,
      process: own,
      stdin: stdin ? stdio.stdin : emptyInput,
      stdout: stdio.stdout,
      stderr: stdio.stderr,
      tty,
      environment: machine.environment,
      findProgram,
    }),
  );
  interrupt = () => machine.processes.killSession(process.session, 'INT');
  return {
    ...stdio.outside,
    ended: exitCode
      .catch((error: unknown) => {
        // A defect of the simulation must not end the demo: it is said where the program's errors stand.
        stdio.stderr.write(`the simulation failed: ${error instanceof Error ? error.message : String(error)}\n`);
        return 70;
      })
      .then((code): NodeProcessEnd => {
        const isSignalled = endedBy !== undefined && code === 128 + signalNumbers[endedBy];
        return isSignalled ? { kind: 'signalled', signal: `SIG${endedBy ?? 'TERM'}` } : { kind: 'exited', code };
      })
      .finally(() => stdio.finish()),
    kill: (signal) => {
      const name = killNames[signal];
      endedBy = name;
      machine.processes.killSession(process.session, name);
    },
  };
}

const killNames = {
  SIGHUP: 'HUP',
  SIGINT: 'INT',
  SIGQUIT: 'QUIT',
  SIGTERM: 'TERM',
  SIGKILL: 'KILL',
} as const;

/** How a program ended in one number: 128+n for a signal, as a container runtime reports it. */
export function exitCodeOf(end: NodeProcessEnd): number {
  return end.kind === 'exited' ? end.code : 128 + constants.signals[end.signal];
}
