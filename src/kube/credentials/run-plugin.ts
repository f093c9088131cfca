import { spawn } from 'node:child_process';
import type { Duration } from '../../contracts/time.ts';
import { collectOutput } from '../../reach/collect-output.ts';
import type { Environment } from '../kubeconfig/paths.ts';

export interface PluginRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly timeout: Duration;
  /** Aborted to end it early. */
  readonly signal: AbortSignal;
  /** Told with everything it has said on stderr so far, as it says it: 'open this page and enter the code'. */
  readonly said?: (words: string) => void;
}

export type PluginOutcome =
  | { readonly kind: 'done'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'failed'; readonly how: string; readonly stderr: string }
  | { readonly kind: 'timeout'; readonly stderr: string }
  | { readonly kind: 'cancelled'; readonly stderr: string }
  | { readonly kind: 'missing'; readonly message: string };

/** Runs a program without a terminal and without stdin, and ends it at the deadline or when told. Never rejects. */
export function runPlugin({ command, args, env, timeout, signal, said }: PluginRun): Promise<PluginOutcome> {
  return new Promise((resolve) => {
    // A session of its own: a plugin that is a shell script takes its children along when it is ended, and one that
    // would prompt finds no terminal behind /dev/tty.
    const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stdout = collectOutput(child.stdout);
    const stderr = collectOutput(child.stderr);
    const words = () => stderr().trim();
    if (said !== undefined) child.stderr.on('data', () => said(words()));
    const settle = (outcome: PluginOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(outcome);
    };
    const end = (kind: 'timeout' | 'cancelled') => {
      endGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
      settle({ kind, stderr: words() });
    };
    const cancel = () => end('cancelled');
    const timer = setTimeout(() => end('timeout'), timeout);
    child.on('error', (error: NodeJS.ErrnoException) => {
      const message = error.message;
      settle(error.code === 'ENOENT' ? { kind: 'missing', message } : { kind: 'failed', how: message, stderr: '' });
    });
    child.on('close', (code, endedBy) => {
      const said = words();
      if (code === 0) settle({ kind: 'done', stdout: stdout(), stderr: said });
      else
        settle({ kind: 'failed', how: endedBy === null ? `exit code ${code}` : `ended by ${endedBy}`, stderr: said });
    });
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
