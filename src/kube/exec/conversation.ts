import type { RawData, WebSocket } from 'ws';
import type { Duration } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import { channel } from './channels.ts';
import { type ExecStatus, parseExecStatus } from './exec-status.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { OutputStream } from './output.ts';

/** How an exec ended: with the server's status, or lost with the socket, and then nothing is known. */
export type ExecEnd = ExecStatus | { readonly kind: 'lost'; readonly message: string };

/**
 * Reads one exec WebSocket to its end: output as it comes, then the status. The status can overtake output (the API
 * server copies the channels side by side), so after it the server's close is waited for. A socket that goes without
 * a status is a failure, whatever its close code.
 */
export class Conversation {
  readonly ended: Promise<ExecEnd>;
  #settle: (end: ExecEnd) => void = () => {};
  #status = '';
  #death = '';
  readonly #received: (stream: OutputStream, chunk: Buffer) => void;
  readonly #clock: Clock;
  readonly #patience: { readonly heartbeat: Duration; readonly drain: Duration };
  readonly #operation: string;

  constructor(
    received: (stream: OutputStream, chunk: Buffer) => void,
    clock: Clock,
    patience: { readonly heartbeat: Duration; readonly drain: Duration },
    operation: string,
  ) {
    this.#received = received;
    this.#clock = clock;
    this.#patience = patience;
    this.#operation = operation;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Listens to the socket; called before it opens. */
  follow(socket: WebSocket): void {
    let endHeartbeat = () => {};
    socket.once('open', () => {
      endHeartbeat = startHeartbeat(socket, this.#patience.heartbeat, this.#clock, () => {
        this.#death = `it gave no sign of life for ${Math.round(this.#patience.heartbeat / 1000)} s`;
        socket.terminate();
      });
    });
    socket.on('message', (data) => this.#take(socket, data));
    socket.on('error', (error) => {
      this.#death ||= error.message;
    });
    socket.once('close', (code, reason) => {
      endHeartbeat();
      this.#settle(this.#status === '' ? this.#lost(code, reason.toString('utf8')) : parseExecStatus(this.#status));
    });
  }

  #take(socket: WebSocket, data: RawData): void {
    const message = bufferOf(data);
    if (message.length <= 1) return; // servers open each channel with an empty message
    const payload = message.subarray(1);
    switch (message[0]) {
      case channel.stdout:
        this.#received('stdout', payload);
        break;
      case channel.stderr:
        this.#received('stderr', payload);
        break;
      case channel.status:
        if (this.#status === '') this.#clock.after(this.#patience.drain, () => socket.terminate());
        this.#status += payload.toString('utf8');
        break;
      default: // 255 closes a channel; others are of later protocols and carry nothing of ours
        break;
    }
  }

  #lost(code: number, reason: string): ExecEnd {
    const why = this.#death || reason || (code === 1006 ? 'the socket broke' : `close code ${code}`);
    return {
      kind: 'lost',
      message: `The connection to the container was lost while plumbline was to ${this.#operation} (${why}); how the program ended is not known.`,
    };
  }
}

function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
