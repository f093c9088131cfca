import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describeWithFiles } from './needs.ts';

const fetched = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'plumbline');

/** The kubectl that set-up fetches. */
export const kubectlProgram = join(fetched, 'kubectl');

/** Debian bullseye's kubectl, the oldest that the demo's server is tested with. */
export const oldKubectlProgram = join(fetched, 'kubectl-1.20');

/** A `describe` that needs the kubectl which set-up fetches; without it skipped with the reason, under CI=true failed. */
export function describeWithKubectl(title: string, body: () => void): void {
  describeWithFiles(title, { 'a current kubectl (npm run setup fetches one)': kubectlProgram }, body);
}

export interface KubectlResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningKubectl {
  readonly result: Promise<KubectlResult>;
  /** Resolves once stdout so far satisfies the test; rejects when kubectl ends before. */
  until(test: (stdout: string) => boolean): Promise<string>;
  stop(): Promise<KubectlResult>;
}

/** Starts kubectl against a kubeconfig; `input` is written to its stdin, which is then closed. */
export function startKubectl(
  kubeconfig: string,
  args: readonly string[],
  input?: string,
  program = kubectlProgram,
): RunningKubectl {
  const child = spawn(program, args, {
    env: { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: `${kubeconfig}.cache` },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const watcher of watchers) watcher();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const result = new Promise<KubectlResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    result,
    until: (test) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (test(stdout)) resolve(stdout);
        };
        watchers.add(look);
        look();
        result.then(() => reject(new Error(`kubectl ended first: ${stdout}${stderr}`)), reject);
      }),
    stop: () => {
      child.kill('SIGTERM');
      return result;
    },
  };
}

/** Runs kubectl to its end. */
export function kubectl(kubeconfig: string, args: readonly string[], input?: string): Promise<KubectlResult> {
  return startKubectl(kubeconfig, args, input).result;
}

/** Runs kubectl and returns its stdout; rejects with its words when it fails. */
export async function succeed(kubeconfig: string, args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await kubectl(kubeconfig, args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

/** Runs a kubectl that must fail and returns what it says. */
export async function refused(kubeconfig: string, args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await kubectl(kubeconfig, args, input);
  if (code === 0) throw new Error(`kubectl ${args.join(' ')} did not fail: ${stdout}`);
  return stderr;
}
