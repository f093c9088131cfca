import type { Readable } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { BackendProcess, ExecStart } from '../../backend.ts';
import { startFailureStatus } from './exec-status.ts';

/** First byte of every frame of the channel protocols. */
const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** More than this waiting for the client pauses the program, bytes. */
const highWater = 1024 * 1024;

const frame = (on: number, data: Buffer): Buffer => Buffer.concat([Buffer.from([on]), data]);

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** Sends everything that `source` says; resolves at its end. Without a client the text is read and dropped. */
function forward(socket: WebSocket, source: Readable, on: number): Promise<void> {
  return new Promise((resolve) => {
    source.on('data', (data: Buffer) => {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(frame(on, data), () => {
        if (socket.bufferedAmount < highWater && source.isPaused()) source.resume();
      });
      if (socket.bufferedAmount >= highWater) source.pause();
    });
    socket.once('close', () => source.resume());
    source.once('end', resolve);
    source.once('close', resolve);
    source.once('error', () => resolve());
  });
}

function takeInput(socket: WebSocket, process: BackendProcess): void {
  process.stdin.on('error', () => undefined);
  socket.on('message', (data) => {
    const bytes = toBuffer(data);
    const [on, ...rest] = [bytes[0], bytes[1]];
    if (on === channel.stdin && bytes.length > 1) process.stdin.write(bytes.subarray(1));
    // v5: [255, n] closes channel n; a window size on the resize channel has no effect on programs without a terminal.
    if (on === channel.close && rest[0] === channel.stdin) process.stdin.end();
  });
  // As on a real cluster, a client that leaves ends the program's input and nothing else.
  socket.once('close', () => process.stdin.end());
}

/** What a client is joined to: a command of its own (exec), or the container's first process (attach). */
export interface StreamSession {
  readonly stdin: boolean;
  readonly start: () => Promise<ExecStart>;
  /** The Status at the end, from the exit code. */
  readonly ended: (exitCode: number) => Record<string, unknown>;
}

/** Serves one session over an open WebSocket that speaks v4 or v5 of the channel protocol, and closes the socket at its end. */
export async function serveStreams(socket: WebSocket, session: StreamSession): Promise<void> {
  socket.on('error', () => socket.terminate());
  const finish = (status: Record<string, unknown>): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(frame(channel.error, Buffer.from(JSON.stringify(status))));
    socket.close(1000);
  };
  // What arrives before the program runs must not be lost.
  socket.pause();
  const start = await session.start().catch((error: unknown) => ({ started: false as const, message: String(error) }));
  if (!start.started) {
    socket.resume();
    finish(startFailureStatus(start.message));
    return;
  }
  const { process } = start;
  if (session.stdin) takeInput(socket, process);
  else process.stdin.end();
  const output = [forward(socket, process.stdout, channel.stdout), forward(socket, process.stderr, channel.stderr)];
  socket.resume();
  const code = await process.exitCode;
  await Promise.all(output);
  finish(session.ended(code));
}
