import { spawn } from 'node:child_process';
import type { CommandEnd, CommandParts, RemoteCommand, SshConnection } from '../connection.ts';
import { hostText, notReached } from '../failures.ts';
import { runProgram, withoutQuestions } from '../run-program.ts';
import { openSshArgs, type OpenSshTarget } from './options.ts';

const askPatience = 5000;
/** Between two looks whether an idle master is still there. */
const lookEvery = 5000;

/** Commands over the socket of a master connection. A master of the operator's own is left open. */
export function commandsOver(
  target: OpenSshTarget,
  socket: string,
  { leaveOpen }: { readonly leaveOpen: boolean },
): SshConnection {
  const { settings, program } = target;
  let over = false;
  let tellGone: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    tellGone = () => {
      over = true;
      clearInterval(timer);
      resolve();
    };
  });
  const look = async (): Promise<boolean> => {
    const alive = await masterAnswers(target, socket);
    if (!alive) tellGone();
    return alive;
  };
  const timer = setInterval(() => void look(), lookEvery);
  timer.unref();
  return {
    gone,
    async start(commandLine, parts) {
      if (over || !(await look())) throw notReached(settings, 'the master connection has ended');
      return runCommand(target, socket, commandLine, parts, look);
    },
    async close() {
      clearInterval(timer);
      if (!over && !leaveOpen) await control(program, target, socket, 'exit');
      tellGone();
    },
  };
}

/** Whether a master listens at this socket and its connection stands. */
export async function masterAnswers(target: OpenSshTarget, socket: string): Promise<boolean> {
  return (await control(target.program, target, socket, 'check')) === 0;
}

async function control(
  program: string,
  target: OpenSshTarget,
  socket: string,
  word: 'check' | 'exit',
): Promise<number | undefined> {
  const args = [...openSshArgs(target, ['-S', socket, '-O', word]), '--', target.settings.alias];
  return (await runProgram(program, args, { deadline: askPatience })).code;
}

function runCommand(
  target: OpenSshTarget,
  socket: string,
  commandLine: string,
  { stdin, received }: CommandParts,
  look: () => Promise<boolean>,
): RemoteCommand {
  const { program, settings } = target;
  const args = openSshArgs(target, ['-S', socket, '-o', 'ControlMaster=no', '-T']);
  const child = spawn(program, [...args, '--', settings.alias, commandLine], {
    detached: true,
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: withoutQuestions(process.env),
  });
  child.stdout?.on('data', (chunk: Buffer) => received('stdout', chunk));
  child.stderr?.on('data', (chunk: Buffer) => received('stderr', chunk));
  child.stdin?.on('error', () => {}); // a program need not read what it is given
  child.stdin?.end(stdin);
  const ended = new Promise<CommandEnd>((resolve) => {
    const lost = (why: string): void =>
      resolve({
        kind: 'lost',
        message: `The connection to ${hostText(settings)} broke (${why}); how the program ended is not known.`,
      });
    child.once('error', (error) => lost(error.message));
    child.once('close', (code, signal) => {
      if (code === null) lost(`ssh was ended by ${signal}`);
      else if (code !== 255) resolve({ kind: 'exited', code });
      // 255 is what ssh says of itself, but a program may end with it too.
      else void look().then((alive) => (alive ? resolve({ kind: 'exited', code }) : lost('ssh ended with 255')));
    });
  });
  return { ended, close: () => void child.kill('SIGTERM') };
}
