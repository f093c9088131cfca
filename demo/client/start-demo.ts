import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { PlumblineError } from '../../src/contracts/errors.ts';
import { controlAnswer, type DemoStatus } from '../server/control-protocol.ts';
import type { CniName } from '../world/types.ts';
import { serverEntry } from './server-entry.ts';

export interface DemoOptions {
  readonly backend: 'auto' | 'simulate' | 'lab';
  /** The CNI of the cluster; flannel unless said otherwise. */
  readonly cni?: CniName;
  /** Faults that are on from the start. */
  readonly faults: readonly string[];
  /** Write the kubeconfig here; the file must not exist yet, and goes with the demo. */
  readonly kubeconfig?: string;
}

/** A demo that lives as long as this process, or until it is stopped. */
export interface Demo extends DemoStatus {
  /** Resolves when the demo's process has ended, with the last it said on stderr. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** How long an orderly end may take before the process is killed, milliseconds. */
const stopDeadline = 10_000;

/** Keeps the last few kilobytes of what a process says. */
function lastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = (text + chunk).slice(-4096);
  });
  stream.on('error', () => undefined);
  return () => text.trim();
}

function startFailure(words: string): PlumblineError {
  return new PlumblineError(`The demo did not start: ${words}`, {
    kind: 'internal',
    operation: 'start the demo',
    serverMessage: words,
    nextStep: 'plumbline demo --backend simulate runs on any machine',
  });
}

function stopper(child: ChildProcess, ended: Promise<string>): () => Promise<void> {
  return async () => {
    child.stdin?.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadline);
    await ended;
    clearTimeout(timer);
  };
}

/**
 * Starts a demo in a process of its own, outside this terminal's process group so that neither Ctrl-C nor Ctrl-Z reach
 * it. It ends with this process, however that ends. Rejects with a PlumblineError in the server's own words.
 */
export function startDemo({ backend, cni = 'flannel', faults, kubeconfig }: DemoOptions): Promise<Demo> {
  const args = [
    serverEntry(),
    `--backend=${backend}`,
    `--cni=${cni}`,
    ...faults.map((name) => `--fault=${name}`),
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
  ];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  child.stdin.on('error', () => undefined);
  const words = lastWords(child.stderr);
  return new Promise((resolve, reject) => {
    const ended = new Promise<string>((over) => {
      child.once('error', (error) => over(error.message));
      child.once('exit', () => over(words()));
    });
    createInterface({ input: child.stdout }).once('line', (line) => {
      try {
        const answer = controlAnswer.parse(JSON.parse(line));
        if ('error' in answer) reject(startFailure(answer.error));
        else resolve({ ...answer.status, ended, stop: stopper(child, ended) });
      } catch {
        reject(startFailure(line));
      }
    });
    ended
      .then((last) => reject(startFailure(last === '' ? 'its process ended without a word.' : last)))
      .catch(() => undefined);
  });
}
