import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** A certificate or key of test/support/certificates; all valid for a century but those called expired. */
export function certificate(name: string): Buffer {
  return readFileSync(new URL(`certificates/${name}`, import.meta.url));
}

/** The path of a certificate or key, for kubeconfigs that name files. */
export function certificatePath(name: string): string {
  return new URL(`certificates/${name}`, import.meta.url).pathname;
}

/** What the server was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The subject's common name of the client's certificate, where it showed one. */
  readonly clientName: string | undefined;
}

/** Answers one request; `respond` gives the whole control of the socket that a misbehaving server has. */
export type Behaviour = (asked: Asked, respond: ServerResponse, socket: Socket) => unknown;

export interface ApiServer {
  readonly url: string;
  readonly port: number;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  /** Sockets accepted so far, and open now. */
  readonly connections: () => { readonly total: number; readonly open: number };
  /** From now on answers like this. */
  behave(behaviour: Behaviour): void;
  /** Breaks every open connection. */
  reset(): void;
  close(): Promise<void>;
}

export interface ApiServerOptions {
  readonly behaviour: Behaviour;
  /** Plain http when false. */
  readonly tls?: false | ServerOptions;
  /** The port to listen on again after a close. */
  readonly port?: number;
}

/** A real HTTPS server on 127.0.0.1 whose behaviour a test chooses. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  let behaviour = options.behaviour;
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  let total = 0;
  const handle = async (request: IncomingMessage, respond: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const url = new URL(request.url ?? '/', 'http://server');
    const peer =
      'getPeerCertificate' in request.socket ? (request.socket as TLSSocket).getPeerCertificate() : undefined;
    const name = peer?.subject?.CN;
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      clientName: Array.isArray(name) ? name[0] : name,
    };
    asked.push(one);
    await behaviour(one, respond, request.socket);
  };
  const listener = (request: IncomingMessage, respond: ServerResponse) => {
    // A client that hangs up in the middle is part of what is tested.
    handle(request, respond).catch(() => request.socket.destroy());
  };
  const server =
    options.tls === false
      ? createServer(listener)
      : createTlsServer({ cert: certificate('server.crt'), key: certificate('server.key'), ...options.tls }, listener);
  server.on(options.tls === false ? 'connection' : 'secureConnection', () => {
    total += 1;
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: `${options.tls === false ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    asked,
    connections: () => ({ total, open: sockets.size }),
    behave: (next) => {
      behaviour = next;
    },
    reset,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export function sendJson(respond: ServerResponse, body: unknown, status = 200): void {
  respond.writeHead(status, { 'content-type': 'application/json' });
  respond.end(JSON.stringify(body));
}

/** Answers as the API server does when it refuses: a Status with its message. */
export function sendStatus(respond: ServerResponse, code: number, reason: string, message: string): void {
  sendJson(respond, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }, code);
}
