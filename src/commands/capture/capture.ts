import type { CaptureSession, CaptureState } from '../../contracts/capture.ts';
import { exitCodes } from '../failure.ts';
import { withCluster } from '../with-cluster.ts';
import { type CaptureOptions, checkCaptureOptions } from './options.ts';
import { captureRequest } from './request.ts';
import { endText, packetLine, placesText } from './text.ts';
import { type CaptureTarget, fileTarget, streamTarget } from './write-capture.ts';

/** `plumbline capture`. Resolves to the exit code; Ctrl-C ends the capture, and what it means is said all the same. */
export async function capture(options: CaptureOptions): Promise<number> {
  checkCaptureOptions(options);
  return await withCluster(options, async (cluster, signal) => {
    const target = await openTarget(options);
    try {
      const request = await captureRequest(cluster, options);
      if (request.depth === 'whole')
        process.stderr.write('Whole packets are taken: whatever is said in them, passwords too.\n');
      return await follow(await cluster.captures.start(request), options, target, signal);
    } finally {
      await target?.close();
    }
  });
}

async function openTarget({ write, force }: CaptureOptions): Promise<CaptureTarget | undefined> {
  if (write === undefined) return undefined;
  return write === '-' ? streamTarget(process.stdout) : await fileTarget(write, force === true);
}

async function follow(
  session: CaptureSession,
  { output, write }: CaptureOptions,
  target: CaptureTarget | undefined,
  interrupted: AbortSignal,
): Promise<number> {
  // Whoever no longer reads ends it as Ctrl-C does.
  const unread = new AbortController();
  const signal = AbortSignal.any([interrupted, unread.signal]);
  const stopped = (): void => void session.stop().catch(() => {});
  signal.addEventListener('abort', stopped, { once: true });
  if (signal.aborted) stopped();
  const lines = output === 'text' && write === undefined;
  process.stdout.once('error', () => unread.abort());
  const ended = lines ? showLines(session) : untilEnded(session);
  if (target !== undefined) {
    for await (const bytes of session.bytes('all')) if (!(await target.write(bytes))) unread.abort();
  }
  const state = await ended;
  if (output === 'json') {
    process.stdout.write(
      `${JSON.stringify({ apiVersion: 'plumbline/v1', kind: 'Capture', ...state }, undefined, 2)}\n`,
    );
  } else (lines ? process.stdout : process.stderr).write(endText(state));
  await session.close();
  return exitCodeOf(state);
}

function exitCodeOf({ sides, total, lastSeen }: CaptureState): number {
  if (sides.every(({ state, packets }) => state === 'failed' && packets === 0)) return exitCodes.couldNotTest;
  if (total === 0 || lastSeen !== undefined) return exitCodes.doesNot;
  // Nothing is known to be lost, and one place did not look.
  return sides.some(({ state }) => state === 'failed') ? exitCodes.couldNotTest : exitCodes.works;
}

/** Resolves with the last state. */
async function untilEnded(
  { state }: CaptureSession,
  each: (now: CaptureState) => void = () => {},
): Promise<CaptureState> {
  return await new Promise((resolve) => {
    const look = (): void => {
      const now = state.getSnapshot();
      each(now);
      if (now.state !== 'ended') return;
      end();
      resolve(now);
    };
    const end = state.subscribe(look);
    look();
  });
}

/** Prints packets as they come; those that came too fast to be shown are counted. */
async function showLines(session: CaptureSession): Promise<CaptureState> {
  let shown = 0;
  let places = '';
  return await untilEnded(session, (now) => {
    const known = placesText(now);
    if (known !== places && now.sides.every(({ state }) => state !== 'starting')) {
      places = known;
      process.stdout.write(`${places}\n`);
    }
    const fresh = now.packets.filter(({ number }) => number > shown).sort((one, other) => one.number - other.number);
    const [first] = fresh;
    if (first === undefined) return;
    if (first.number > shown + 1)
      process.stdout.write(`… ${first.number - shown - 1} packets came too fast to be shown\n`);
    shown = fresh.at(-1)?.number ?? shown;
    const inTime = [...fresh].sort((one, other) => one.at - other.at);
    process.stdout.write(inTime.map((packet) => `${packetLine(packet)}\n`).join(''));
  });
}
