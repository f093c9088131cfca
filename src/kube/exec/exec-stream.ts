import type { WebSocket } from 'ws';
import type { Intent } from '../../contracts/consent.ts';
import type { Duration } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { ApiConnection } from '../connection.ts';
import { channel, channelMessage, closeMessage, execSubprotocols } from './channels.ts';
import { Conversation, type ExecEnd } from './conversation.ts';
import { openSocket } from './open-socket.ts';
import type { OutputStream } from './output.ts';
import { podPath, targetText } from './target.ts';

/** How patient the socket is. */
export interface ExecTimings {
  /** Longest wait for the upgrade. */
  readonly handshake: Duration;
  /** A peer that gives no sign of life for this long is dead. */
  readonly heartbeat: Duration;
  /** After the status, how long output that it overtook is waited for. */
  readonly drain: Duration;
  /** What a node may take, beyond the program's deadline, to start it. */
  readonly slowStart: Duration;
}

export const defaultTimings: ExecTimings = { handshake: 15_000, heartbeat: 30_000, drain: 2000, slowStart: 10_000 };

/** Where a program runs, and as what. */
export interface Whereabouts {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The program as the operator knows it, whatever it is wrapped in. */
  readonly program: string;
  /** What the gate weighs: the operator's command, not what plumbline wraps it in. */
  readonly intent: Intent;
}

export interface ExecRequest extends Whereabouts {
  readonly argv: readonly string[];
  readonly stdin: Uint8Array | undefined;
  readonly signal: AbortSignal;
}

export interface ExecStream {
  /** Never rejects. */
  readonly ended: Promise<ExecEnd>;
  /** Closes the socket. The remote process lives on until it notices by itself. */
  close(): void;
}

/**
 * Starts one program over a WebSocket and resolves once the server took it. Throws a PlumblineError when it did not.
 * In v5 stdin is closed after what was given; in v4 it stays open, because closing it would lose the exit status.
 */
export async function openExecStream(
  connection: ApiConnection,
  request: ExecRequest,
  received: (stream: OutputStream, chunk: Buffer) => void,
  clock: Clock,
  timings: ExecTimings,
): Promise<ExecStream> {
  const operation = `run ${request.program}`;
  const object = targetText(request);
  const conversation = new Conversation(received, clock, timings, operation);
  const socket = await openSocket(
    connection,
    {
      path: execPath(request),
      subprotocols: execSubprotocols,
      intent: request.intent,
      operation,
      object,
      patience: timings.handshake,
      signal: request.signal,
    },
    (opening) => conversation.follow(opening),
  );
  if (request.stdin !== undefined) sendStdin(socket, request.stdin);
  return { ended: conversation.ended, close: () => socket.terminate() };
}

function execPath({ namespace, pod, container, argv, stdin }: ExecRequest): string {
  const query = new URLSearchParams({ container, stdout: 'true', stderr: 'true', stdin: String(stdin !== undefined) });
  for (const argument of argv) query.append('command', argument);
  return `${podPath({ namespace, pod })}/exec?${query.toString()}`;
}

function sendStdin(socket: WebSocket, stdin: Uint8Array): void {
  const piece = 32 * 1024;
  for (let from = 0; from < stdin.length; from += piece) {
    socket.send(channelMessage(channel.stdin, stdin.subarray(from, from + piece)));
  }
  const close = closeMessage(socket.protocol, channel.stdin);
  if (close !== undefined) socket.send(close);
}
