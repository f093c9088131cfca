import { spawn } from 'node:child_process';
import { builtProgram } from './terminal-program.ts';

/** How a headless command ended. */
export interface HeadlessEnd {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A headless command while it runs. */
export interface HeadlessRun {
  readonly pid: number;
  readonly end: Promise<HeadlessEnd>;
  /** Ends it; harmless when it has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** Starts the built plumbline without a terminal, in an environment of nothing but PATH and what is given, with `input` to read. */
export function runPlumbline(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): HeadlessRun {
  const child = spawn(process.execPath, [builtProgram, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Who reads nothing may be gone before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk;
  });
  const end = new Promise<HeadlessEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined, ...text });
    });
  });
  return {
    pid: child.pid ?? 0,
    end,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
