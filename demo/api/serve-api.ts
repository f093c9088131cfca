import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { makeServerCertificate } from './certificate/certificate.ts';
import type { Cluster } from './cluster.ts';
import { discover } from './discovery.ts';
import { parseExec } from './exec/exec-request.ts';
import { ExecUpgrades, refuseUpgrade } from './exec/upgrade.ts';
import { type Answer, type ApiContext, handleResource } from './handle.ts';
import type { Access } from './kubeconfig.ts';
import { openApi } from './openapi.ts';
import type { WatchOptions } from './read/watch.ts';
import { negotiateDiscovery } from './wire/accept.ts';
import { parseTarget } from './wire/request-target.ts';
import { internalError, StatusError, unknownPath } from './wire/status.ts';

/** A running API server on 127.0.0.1. */
export interface ServedApi extends Access {
  stop(): Promise<void>;
}

const healthPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz']);

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function sendJson(response: ServerResponse, code: number, body: unknown, contentType = 'application/json'): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(code, { 'content-type': contentType, 'cache-control': 'no-cache, private' });
  response.end(text);
}

function sendError(response: ServerResponse, error: unknown): void {
  const { status } = error instanceof StatusError ? error : internalError(String(error));
  sendJson(response, status.code, status);
}

class Api {
  readonly #context: ApiContext;
  readonly #token: string;
  readonly #exec: ExecUpgrades;

  constructor(cluster: Cluster, token: string, watch: WatchOptions) {
    this.#token = token;
    this.#exec = new ExecUpgrades(cluster.backend);
    const knownToken = (text: string): boolean => sameText(text, token);
    this.#context = { cluster, watch, servedSince: Date.now(), knownToken };
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => response.destroy());
    this.#answer(request, response).then(
      (answer) => {
        if (answer !== undefined) sendJson(response, answer.code, answer.body, answer.contentType);
      },
      (error: unknown) => sendError(response, error),
    );
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#exec.handle(request, socket, head, () => {
      this.#authenticate(request);
      const url = new URL(request.url ?? '/', 'https://demo');
      const target = parseTarget(url.pathname);
      if (target?.subresource !== 'exec') throw unknownPath();
      return parseExec(this.#context.cluster.store, target, url.searchParams);
    });
  }

  stop(): void {
    this.#exec.stop();
  }

  #authenticate(request: IncomingMessage): void {
    const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() === 'bearer' && sameText(token, this.#token)) return;
    throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<(Answer & { readonly contentType?: string }) | undefined> {
    const url = new URL(request.url ?? '/', 'https://demo');
    if (healthPaths.has(url.pathname)) {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('ok');
      return undefined;
    }
    this.#authenticate(request);
    const discovery = discover(url.pathname, negotiateDiscovery(request.headers.accept), request.headers.host ?? '');
    if (discovery !== undefined) return { code: 200, ...discovery };
    const document = openApi(url.pathname);
    if (document !== undefined) return { code: 200, body: document };
    const target = parseTarget(url.pathname);
    if (target === undefined) throw unknownPath();
    return handleResource(this.#context, target, url.searchParams, request, response);
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}

/** Serves the cluster over HTTPS on a free port of 127.0.0.1, to whoever holds the token. */
export async function serveApi(
  cluster: Cluster,
  options: WatchOptions = { bookmarkEvery: 15_000 },
): Promise<ServedApi> {
  const token = randomBytes(24).toString('base64url');
  const { authority, certificate, key } = makeServerCertificate(['127.0.0.1', 'localhost', 'kubernetes']);
  const api = new Api(cluster, token, options);
  const server = createServer({ cert: certificate, key, requestTimeout: 0, keepAliveTimeout: 90_000 });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => api.handle(request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    try {
      api.upgrade(request, socket, head);
    } catch (error) {
      refuseUpgrade(socket, error);
    }
  });
  server.on('clientError', (_error: Error, socket: Duplex) => socket.destroy());
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  return {
    server: `https://127.0.0.1:${port}`,
    authority,
    token,
    stop: () =>
      new Promise((resolve) => {
        api.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
