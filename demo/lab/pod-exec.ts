import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { constants } from 'node:os';
import { PassThrough, Writable } from 'node:stream';
import type { BackendProcess, ExecRequest, ExecStart } from '../backend.ts';
import { containerManifest } from '../world/container.ts';
import { asList, asRecord, asText } from '../world/fields.ts';
import { findProgram } from './programs.ts';
import { signalSession } from './process-session.ts';
import { insideIdentity } from './sandbox.ts';
import type { ImageFolder } from './scripts/images.ts';
import { quote } from './scripts/quote.ts';

/** How long after a program's end its output is waited for, when something it started still holds the pipes. */
const drainPatience = 1_000;

/** The words of containerd and runc for a program that the image does not have. */
export function programMissing(program: string): ExecStart {
  const reason = program.includes('/')
    ? `stat ${program}: no such file or directory`
    : 'executable file not found in $PATH';
  return {
    started: false,
    message: `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${reason}: unknown`,
  };
}

/**
 * Starts a program in a pod.
 * @param door the arguments of `nsenter` that lead into the pod.
 */
export function execInPod(request: ExecRequest, image: ImageFolder, door: readonly string[]): ExecStart {
  const [program = ''] = request.argv;
  // A shell finds its own builtins (`command`, `test`); to the runtime they are no programs.
  if (!image.programs.has(basename(program))) return programMissing(program);
  const argv = [basename(program), ...request.argv.slice(1)];
  const terminal = request.tty ? findProgram('script') : undefined;
  const command = terminal === undefined ? argv : [terminal, '-qefc', argv.map(quote).join(' '), '/dev/null'];
  // By its full path: the PATH in the environment is the image's.
  const child = spawn(findProgram('nsenter') ?? 'nsenter', [...door, ...command], {
    ...insideIdentity,
    cwd: '/',
    env: environment(request, image),
    stdio: [request.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    // A session of its own, so that all of it can be signalled.
    detached: true,
  });
  return { started: true, process: backendProcess(child) };
}

function environment({ pod, container, tty }: ExecRequest, image: ImageFolder): Record<string, string> {
  const manifest = containerManifest(pod, container);
  const declared = asList(manifest?.['env'])
    .map(asRecord)
    .flatMap((entry) => {
      const name = asText(entry['name']);
      const value = asText(entry['value']);
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    });
  return {
    HOME: '/root',
    HOSTNAME: pod.metadata.name,
    ...Object.fromEntries(declared),
    ...(tty ? { TERM: 'xterm' } : {}),
    PATH: image.folder,
  };
}

function backendProcess(child: ChildProcess): BackendProcess {
  const exitCode = new Promise<number>((resolve) => {
    child.once('error', () => resolve(126));
    child.once('exit', (code, signal) => {
      const value = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
      const timer = setTimeout(() => resolve(value), drainPatience);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(value);
      });
    });
  });
  const stdin = child.stdin ?? new Writable({ write: (_bytes, _encoding, done) => done() });
  // The program may end without having read its input.
  stdin.on('error', () => {});
  return {
    stdin,
    stdout: child.stdout ?? new PassThrough().end(),
    stderr: child.stderr ?? new PassThrough().end(),
    exitCode,
    kill: (signal) => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        signalSession(child.pid, signal);
      }
    },
  };
}
