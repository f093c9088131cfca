import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { constants } from 'node:os';
import type { BackendProcess, ExecRequest, ExecStart } from '../backend.ts';
import { containerManifest, hostRootOf } from '../world/container.ts';
import { asList, asRecord, asText } from '../world/fields.ts';
import { findProgram } from './programs.ts';
import { sessionOf } from './session-process.ts';
import { insideIdentity } from './sandbox.ts';
import { hostRootVariable, type ImageFolder } from './scripts/images.ts';
import { quote } from './scripts/quote.ts';

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
  const hostRoot = hostRootOf(pod);
  return {
    HOME: '/root',
    HOSTNAME: pod.metadata.name,
    ...(hostRoot === undefined ? {} : { [hostRootVariable]: hostRoot }),
    ...Object.fromEntries(declared),
    ...(tty ? { TERM: 'xterm' } : {}),
    PATH: image.folder,
  };
}

function backendProcess(child: ChildProcess): BackendProcess {
  const { ended, ...streams } = sessionOf(child);
  return {
    ...streams,
    exitCode: ended.then((end) => (end.kind === 'exited' ? end.code : 128 + constants.signals[end.signal])),
  };
}
