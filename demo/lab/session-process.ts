import type { ChildProcess } from 'node:child_process';
import { PassThrough, Writable } from 'node:stream';
import type { NodeProcess, NodeProcessEnd } from '../backend.ts';
import { signalSession } from './process-session.ts';

/** How long after a program's end its output is waited for, when something it started still holds the pipes. */
const drainPatience = 1_000;

/** A program that was started in a session of its own (`detached`): its streams, its end, and signals to all of it. */
export function sessionOf(child: ChildProcess): NodeProcess {
  const ended = new Promise<NodeProcessEnd>((resolve) => {
    child.once('error', () => resolve({ kind: 'exited', code: 126 }));
    child.once('exit', (code, signal) => {
      const end: NodeProcessEnd = signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signalled', signal };
      const timer = setTimeout(() => resolve(end), drainPatience);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(end);
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
    ended,
    kill: (signal) => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        signalSession(child.pid, signal);
      }
    },
  };
}
