import { type ChildProcess, spawn } from 'node:child_process';
import type { RunEnd, Runner, Running, RunOptions, RunResult } from '../contracts/runner.ts';
import { RunOutput } from '../kube/exec/output.ts';
import { boundedArgv } from './bounded.ts';
import { findOnPath } from './find-on-path.ts';
import { shellLine } from './quote.ts';

/** The program's own bound lies this far behind the deadline, so that the end seen here is the deadline's. */
const boundMargin = 2000;

/** Between asking a program to end (SIGINT, so that it prints its totals) and killing it. */
const grace = 1000;

/**
 * Runs programs on the machine that plumbline runs on: for what only the bastion can answer, always labelled as its
 * answer. Each program leads a process group of its own, which is ended whole, and bounds itself with `timeout` where
 * the machine has it.
 */
export function localRunner(environment: NodeJS.ProcessEnv = process.env): Runner {
  return {
    place: { kind: 'bastion', text: 'this machine' },
    run: (argv, options) => runHere(argv, options, environment),
    commandLine: shellLine,
  };
}

function runHere(argv: readonly string[], options: RunOptions, environment: NodeJS.ProcessEnv): Running {
  const output = new RunOutput(options);
  const startedAt = Date.now();
  const begun = performance.now();
  const endAsked = new AbortController();
  let reason: 'stopped' | 'deadline' = 'stopped';
  const askEnd = (why: 'stopped' | 'deadline') => {
    if (endAsked.signal.aborted) return;
    reason = why;
    endAsked.abort();
  };
  const stop = () => askEnd('stopped');
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted === true) stop();
  const deadline = setTimeout(() => askEnd('deadline'), options.deadline);
  const result = start(argv, options, environment, output, endAsked.signal)
    .catch(notStarted)
    .then((end): RunResult => {
      clearTimeout(deadline);
      options.signal?.removeEventListener('abort', stop);
      output.end(Date.now());
      return {
        end: endAsked.signal.aborted ? { kind: reason } : end,
        startedAt,
        duration: Math.round(performance.now() - begun),
        truncated: output.truncated,
        remoteEnded: true,
      };
    });
  return {
    stdout: output.stdout,
    stderr: output.stderr,
    result,
    async stop() {
      stop();
      await result;
    },
  };
}

async function start(
  argv: readonly string[],
  options: RunOptions,
  environment: NodeJS.ProcessEnv,
  output: RunOutput,
  endAsked: AbortSignal,
): Promise<RunEnd> {
  const program = argv[0] ?? '';
  if (endAsked.aborted) return { kind: 'stopped' };
  if ((await findOnPath(program, environment)) === undefined) {
    return { kind: 'missing-program', program, message: `${program} is not installed on this machine` };
  }
  const bounded = (await findOnPath('timeout', environment)) === undefined ? 'none' : 'standard';
  const [command = '', ...rest] = boundedArgv(argv, options.deadline + boundMargin, bounded);
  return await new Promise((resolve) => {
    const child = spawn(command, rest, {
      detached: true,
      env: { ...environment, LC_ALL: 'C' },
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.once('error', (error) => resolve(notStarted(error)));
    child.stdout?.on('data', (chunk: Buffer) => output.push('stdout', chunk, Date.now()));
    child.stderr?.on('data', (chunk: Buffer) => output.push('stderr', chunk, Date.now()));
    child.stdin?.on('error', () => {}); // a program need not read what it is given
    child.stdin?.end(options.stdin);
    child.once('close', (code, signal) =>
      resolve(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signalled', signal }),
    );
    const end = () => endGroup(child);
    if (endAsked.aborted) end();
    else endAsked.addEventListener('abort', end, { once: true });
    child.once('close', () => endAsked.removeEventListener('abort', end));
  });
}

function notStarted(error: unknown): RunEnd {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', error: { message: `The program cannot be started: ${message}`, errorKind: 'internal' } };
}

/** SIGINT to the whole group, then SIGKILL to what is left of it: shells start background programs deaf to SIGINT. */
function endGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGINT');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), grace);
  child.once('close', () => {
    clearTimeout(timer);
    signalGroup(child, 'SIGKILL');
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
