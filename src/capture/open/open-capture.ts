import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { CaptureSession } from '../../contracts/capture.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import { findOnPath } from '../../reach/find-on-path.ts';
import type { Environment } from '../../terminal/environment.ts';

/** What came of it: a window of its own, which goes on by itself, or what a program says of the packets. */
export type OpenedCapture =
  | { readonly kind: 'window'; readonly program: string }
  | { readonly kind: 'text'; readonly program: string; readonly text: string };

/** tshark may take so long, in milliseconds, and print so much, in characters. */
const patience = 20_000;
const mostText = 2_000_000;

/**
 * Opens a capture in Wireshark where there is a display to show it on, live; else lets tshark read what was taken. Rejects with
 * a PlumblineError where neither is there, and where tshark fails.
 */
export async function openCapture(session: CaptureSession, env: Environment): Promise<OpenedCapture> {
  const display = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((one) => one !== undefined && one !== '');
  const wireshark = display ? await findOnPath('wireshark', env) : undefined;
  if (wireshark !== undefined) {
    showInWindow(wireshark, session);
    return { kind: 'window', program: 'Wireshark' };
  }
  const tshark = await findOnPath('tshark', env);
  if (tshark === undefined) {
    throw new PlumblineError('There is no tshark on this machine, nor Wireshark with a display to show it on.', {
      kind: 'not-found',
      operation: 'open a capture',
      nextStep: 'Save it, and open the file where one of them is.',
    });
  }
  if (session.state.getSnapshot().state === 'running') {
    throw new PlumblineError('tshark reads a capture that has ended.', {
      kind: 'usage',
      operation: 'open a capture',
      nextStep: 'Stop it first.',
    });
  }
  return { kind: 'text', program: 'tshark', text: await readByTshark(tshark, session) };
}

/** It outlives plumbline: closing the window is the operator's. */
function showInWindow(program: string, session: CaptureSession): void {
  const child = spawn(program, ['-k', '-i', '-'], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.on('error', () => {});
  child.unref();
  void feed(session, child.stdin);
}

async function readByTshark(program: string, session: CaptureSession): Promise<string> {
  const signal = AbortSignal.timeout(patience);
  // What Node gives a child as its input is a socket, which tshark refuses to read a file from: cat makes it a pipe.
  const child = spawn('sh', ['-c', 'cat | "$0" -n -r -', program], { stdio: ['pipe', 'pipe', 'pipe'], signal });
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  const [, text, complaint, code] = await Promise.all([
    feed(session, child.stdin),
    textOf(child.stdout),
    textOf(child.stderr),
    ended,
  ]);
  if (code === 0) return text;
  throw new PlumblineError(
    signal.aborted ? 'tshark did not end in time.' : `tshark could not read the capture: ${complaint.trim()}`,
    { kind: 'internal', operation: 'open a capture', nextStep: 'Save it, and open the file by hand.' },
  );
}

/** Hands over all bytes; whoever stops reading has had enough. */
async function feed(session: CaptureSession, to: Writable): Promise<void> {
  to.on('error', () => {});
  for await (const bytes of session.bytes('all')) {
    if (to.destroyed) return;
    if (!to.write(bytes)) await new Promise<void>((resolve) => void to.once('drain', resolve).once('close', resolve));
  }
  to.end();
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const piece of stream.setEncoding('utf8')) if (text.length < mostText) text += piece;
  return text;
}
