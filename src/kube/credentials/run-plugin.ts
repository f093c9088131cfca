import { spawn } from 'node:child_process';
import type { Duration } from '../../contracts/time.ts';
import type { Environment } from '../kubeconfig/paths.ts';

/** More output than this is no credential; the rest is dropped. */
const outputLimit = 1024 * 1024;

export interface PluginRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly timeout: Duration;
}

export type PluginOutcome =
  | { readonly kind: 'done'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'failed'; readonly how: string; readonly stderr: string }
  | { readonly kind: 'timeout'; readonly stderr: string }
  | { readonly kind: 'missing'; readonly message: string };

/** Runs a program without a terminal and without stdin, and ends it at the deadline. Never rejects. */
export function runPlugin({ command, args, env, timeout }: PluginRun): Promise<PluginOutcome> {
  return new Promise((resolve) => {
    // A process group of its own: a plugin that is a shell script takes its children along when it is ended.
    const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    const timer = setTimeout(() => {
      endGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ kind: 'timeout', stderr: stderr().trim() });
    }, timeout);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const message = error.message;
      resolve(error.code === 'ENOENT' ? { kind: 'missing', message } : { kind: 'failed', how: message, stderr: '' });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const words = stderr().trim();
      if (code === 0) resolve({ kind: 'done', stdout: stdout(), stderr: words });
      else
        resolve({ kind: 'failed', how: signal === null ? `exit code ${code}` : `ended by ${signal}`, stderr: words });
    });
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

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < outputLimit) chunks.push(chunk);
    size += chunk.length;
  });
  stream.on('error', () => {});
  return () => Buffer.concat(chunks).toString('utf8');
}
