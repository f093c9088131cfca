import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import type { TerminalNeed, TerminalOutcome } from '../contracts/terminal.ts';
import type { Duration } from '../contracts/time.ts';
import { safeLine } from './safe-text.ts';
import { collectOutput } from '../reach/collect-output.ts';
import { readSecret } from './read-secret.ts';

/** A program that is asked to end has this long before it is made to. */
const grace: Duration = 2_000;
/** Signals of the keyboard: they are meant for the program that has the terminal, and reach this process as well. */
const keyboardSignals = ['SIGINT', 'SIGQUIT'] as const;

/** A terminal in its ordinary mode, nobody else reading or drawing. */
export interface BorrowedTerminal {
  readonly stdin: ReadStream;
  /** Where words for the operator go; a program's stderr goes there too. */
  readonly words: WriteStream;
  /** Says what has the terminal before it has it: where a screen stood a moment ago, and not for each command of a script. */
  readonly announce: boolean;
}

/**
 * Serves one need at the terminal: runs the program with its stdin and stderr on it, or asks for the secret without
 * echo. Never rejects; the deadline, Ctrl-C and the signal end it.
 */
export async function serveOnTerminal(
  need: TerminalNeed,
  terminal: BorrowedTerminal,
  signal: AbortSignal,
): Promise<TerminalOutcome> {
  if (signal.aborted) return { kind: 'cancelled' };
  if (terminal.announce || need.kind === 'secret') {
    const minutes = Math.round(need.deadline / 60_000);
    terminal.words.write(`plumbline: ${safeLine(need.words)} (Ctrl-C gives up; it ends after ${minutes} min)\n`);
  }
  if (need.kind === 'secret') return await readSecret(need, terminal, signal);
  return await runProgram(need, terminal, signal);
}

function runProgram(
  need: Extract<TerminalNeed, { kind: 'program' }>,
  { words }: BorrowedTerminal,
  signal: AbortSignal,
): Promise<TerminalOutcome> {
  return new Promise((resolve) => {
    const child = spawn(need.command, [...need.args], {
      env: { ...process.env, ...need.env },
      // Standard output is the credential. In this process's own group, or it could not read from the terminal.
      stdio: ['inherit', 'pipe', words],
    });
    const output = collectOutput(child.stdout);
    let why: 'timeout' | 'cancelled' | undefined;
    let last: NodeJS.Timeout | undefined;
    const victims = new Set<number>();
    const end = (reason: 'timeout' | 'cancelled') => {
      why ??= reason;
      signalTree(child.pid, victims, 'SIGTERM');
      last ??= setTimeout(() => {
        signalTree(child.pid, victims, 'SIGKILL');
        child.stdout.destroy();
      }, grace);
    };
    const deadline = setTimeout(() => end('timeout'), need.deadline);
    const cancel = () => end('cancelled');
    const settle = (outcome: TerminalOutcome) => {
      clearTimeout(deadline);
      clearTimeout(last);
      signal.removeEventListener('abort', cancel);
      for (const name of keyboardSignals) process.off(name, cancel);
      resolve(why === undefined ? outcome : { kind: why });
    };
    signal.addEventListener('abort', cancel, { once: true });
    for (const name of keyboardSignals) process.on(name, cancel);
    child.on('error', (error: NodeJS.ErrnoException) => {
      const { message } = error;
      settle(error.code === 'ENOENT' ? { kind: 'missing', message } : { kind: 'failed', how: message });
    });
    child.on('close', (code, endedBy) => {
      if (code === 0) settle({ kind: 'done', text: output() });
      else settle({ kind: 'failed', how: endedBy === null ? `exit code ${code}` : `ended by ${endedBy}` });
    });
  });
}

/**
 * Signals a process and everything it started: in the terminal's group it has no group of its own. `known` remembers
 * them, because the children of one that has ended are found no more.
 */
function signalTree(pid: number | undefined, known: Set<number>, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  for (const one of [...descendants(pid), pid]) known.add(one);
  for (const one of known) {
    try {
      process.kill(one, name);
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

function descendants(pid: number): readonly number[] {
  let children: readonly number[];
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number);
  } catch {
    return [];
  }
  return children.flatMap((child) => [...descendants(child), child]);
}
