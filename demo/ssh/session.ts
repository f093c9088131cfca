import type { Readable } from 'node:stream';
import type { ServerChannel, Session } from 'ssh2';
import { type NodeCommand, type NodeProcess, type NodeSignal, nodeSignals } from '../backend.ts';

/** Starts a command line on a node. */
export type StartOnNode = (command: Omit<NodeCommand, 'node'>) => Promise<NodeProcess>;

/** How long after SIGHUP what is left of a command may take its leave, milliseconds. */
const leave = 500;
/** How long after a command's end its output is waited for, milliseconds. */
const drain = 1000;

/** Output that nobody reads any more is no reason to fail. */
const ignore = (): void => {};

/**
 * Serves one session of a connection: one command, or a shell. When the channel goes, so does the command with all
 * that it started; an OpenSSH server would leave it running.
 */
export function serveSession(session: Session, start: StartOnNode): void {
  const environment: Record<string, string> = {};
  let tty = false;
  let process: NodeProcess | undefined;
  session.on('env', (accept: (() => void) | undefined, _reject, { key, val }) => {
    // As many as sshd takes from a client by its usual AcceptEnv.
    if (/^(LANG|LC_\w+)$/.test(key)) environment[key] = val;
    accept?.();
  });
  session.on('pty', (accept: (() => void) | undefined) => {
    tty = true;
    accept?.();
  });
  session.on('window-change', (accept: (() => void) | undefined) => accept?.());
  session.on('signal', (accept: (() => void) | undefined, _reject, { name }) => {
    const signal = nodeSignals.find((known) => known === `SIG${name}`);
    if (signal !== undefined) process?.kill(signal);
    accept?.();
  });
  const run = (channel: ServerChannel, line: string | undefined): void => {
    let isOpen = true;
    channel.on('error', ignore);
    channel.stderr.on('error', ignore);
    channel.once('close', () => {
      isOpen = false;
      if (process !== undefined) endProcess(process);
    });
    start({ line, tty, environment })
      .then(async (started) => {
        process = started;
        if (!isOpen) endProcess(started);
        await serveProcess(channel, started);
      })
      .catch((error: unknown) => {
        channel.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        channel.exit(255);
        channel.end();
      });
  };
  session.on('exec', (accept, _reject, { command }) => run(accept(), command));
  session.on('shell', (accept) => run(accept(), undefined));
}

function endProcess(process: NodeProcess): void {
  process.kill('SIGHUP');
  const timer = setTimeout(() => process.kill('SIGKILL'), leave);
  process.ended.then(() => clearTimeout(timer)).catch(ignore);
}

async function serveProcess(channel: ServerChannel, process: NodeProcess): Promise<void> {
  channel.pipe(process.stdin);
  process.stdout.on('error', ignore).pipe(channel, { end: false });
  process.stderr.on('error', ignore).pipe(channel.stderr, { end: false });
  const read = Promise.all([whenRead(process.stdout), whenRead(process.stderr)]);
  const end = await process.ended;
  await Promise.race([read, new Promise((resolve) => setTimeout(resolve, drain).unref())]);
  if (end.kind === 'exited') channel.exit(end.code);
  else channel.exit(end.signal.replace(/^SIG/, '') as NodeSignalName);
  channel.end();
}

type NodeSignalName = NodeSignal extends `SIG${infer Name}` ? Name : never;

function whenRead(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.readableEnded || stream.destroyed) resolve();
    else {
      stream.once('end', resolve);
      stream.once('close', resolve);
    }
  });
}
