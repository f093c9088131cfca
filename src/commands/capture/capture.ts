import { openCluster } from '../../cluster-worker/open-cluster.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { CaptureSession, CaptureState } from '../../contracts/capture.ts';
import { headlessTerminal } from '../../terminal/headless-terminal.ts';
import { exitCodes } from '../failure.ts';
import { nodeSettings } from '../ssh-options.ts';
import { type CaptureOptions, checkCaptureOptions } from './options.ts';
import { captureRequest } from './request.ts';
import { endText, packetLine, placesText } from './text.ts';
import { type CaptureTarget, fileTarget, streamTarget } from './write-capture.ts';

/** `plumbline capture`. Resolves to the exit code; Ctrl-C ends the capture, and what it means is said all the same. */
export async function capture(options: CaptureOptions): Promise<number> {
  checkCaptureOptions(options);
  const config = await loadConfig(process.env, options.config);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  const target = await openTarget(options);
  const { kubeconfig, context, namespace, mode } = options;
  const cluster = openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    mode,
    terminal: headlessTerminal(),
    nodes: nodeSettings(config, options, process.env),
  });
  try {
    const request = await captureRequest(cluster, options);
    if (request.depth === 'whole')
      process.stderr.write('Whole packets are taken: whatever is said in them, passwords too.\n');
    const session = await cluster.captures.start(request);
    return await follow(session, options, target, stopping);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
    await cluster.close();
    await target?.close();
  }
}

async function openTarget({ write, force }: CaptureOptions): Promise<CaptureTarget | undefined> {
  if (write === undefined) return undefined;
  return write === '-' ? streamTarget(process.stdout) : await fileTarget(write, force === true);
}

async function follow(
  session: CaptureSession,
  { output, write }: CaptureOptions,
  target: CaptureTarget | undefined,
  stopping: AbortController,
): Promise<number> {
  const { signal } = stopping;
  const stopped = (): void => void session.stop().catch(() => {});
  signal.addEventListener('abort', stopped, { once: true });
  if (signal.aborted) stopped();
  const lines = output === 'text' && write === undefined;
  process.stdout.once('error', () => stopping.abort());
  const ended = lines ? showLines(session) : untilEnded(session);
  if (target !== undefined) {
    for await (const bytes of session.bytes('all')) if (!(await target.write(bytes))) stopping.abort();
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
  return total > 0 && lastSeen === undefined ? exitCodes.works : exitCodes.doesNot;
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
