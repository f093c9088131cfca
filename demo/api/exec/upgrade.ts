import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { badRequest, internalError, StatusError } from '../wire/status.ts';
import { serveStreams, type StreamSession } from './exec-session.ts';

/** Newest first; v5 is v4 with a frame that closes one channel. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** Answers an upgrade request that is refused with a plain HTTP response, so that clients can read the reason. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const { status } = error instanceof StatusError ? error : internalError(String(error));
  const body = JSON.stringify(status);
  const head = [
    `HTTP/1.1 ${status.code} ${status.reason ?? 'Error'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Turns upgrade requests into exec and attach sessions. `parse` checks the request and throws a StatusError to refuse it. */
export class StreamUpgrades {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: 32 * 1024 * 1024,
    handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
  });

  handle(request: IncomingMessage, socket: Duplex, head: Buffer, parse: () => StreamSession): void {
    socket.on('error', () => socket.destroy());
    try {
      const session = parse();
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        throw badRequest(`unable to upgrade: only websocket is spoken here, not ${request.headers.upgrade ?? ''}`);
      }
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
      if (!protocols.some((protocol) => offered.includes(protocol))) {
        throw badRequest(`unable to upgrade: none of the subprotocols ${offered.join(', ')} is spoken here`);
      }
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        serveStreams(webSocket, session).catch((error: unknown) => webSocket.close(1011, String(error).slice(0, 100)));
      });
    } catch (error) {
      refuseUpgrade(socket, error);
    }
  }

  /** Drops every open session. */
  stop(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
