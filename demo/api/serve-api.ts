import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { attributesOf, checkAllowed, checkImpersonation } from './access/guard.ts';
import { authenticate, type Credential, impersonated, makeCredentials, type User, userOf } from './access/users.ts';
import { makeServerCertificate } from './certificate/certificate.ts';
import type { Cluster } from './cluster.ts';
import { discover } from './discovery.ts';
import { parseAttach, parseExec } from './exec/exec-request.ts';
import { StreamUpgrades, refuseUpgrade } from './exec/upgrade.ts';
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

/** The subresources that are an upgraded connection. */
const streams: Readonly<Record<string, typeof parseExec>> = { exec: parseExec, attach: parseAttach };

class Api {
  readonly #cluster: Cluster;
  readonly #context: Omit<ApiContext, 'user'>;
  readonly #credentials: readonly Credential[];
  readonly #exec: StreamUpgrades;

  constructor(cluster: Cluster, credentials: readonly Credential[], watch: WatchOptions) {
    this.#cluster = cluster;
    this.#credentials = credentials;
    this.#exec = new StreamUpgrades();
    this.#context = { cluster, watch, servedSince: Date.now(), userOf: (token) => userOf(credentials, token) };
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => response.destroy());
    this.#answer(request, response).then(
      (answer) => {
        if (answer?.warning !== undefined) response.setHeader('warning', `299 - ${JSON.stringify(answer.warning)}`);
        if (answer !== undefined) sendJson(response, answer.code, answer.body, answer.contentType);
      },
      (error: unknown) => sendError(response, error),
    );
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#exec.handle(request, socket, head, () => {
      const user = this.#user(request);
      const url = new URL(request.url ?? '/', 'https://demo');
      const target = parseTarget(url.pathname, this.#cluster.resources);
      const parse = target?.subresource === undefined ? undefined : streams[target.subresource];
      if (target === undefined || parse === undefined) throw unknownPath();
      // The upgrade is a GET; since 1.35 the API server asks for `create` as well.
      for (const verb of ['get', 'create'] as const) {
        checkAllowed(this.#cluster.store, user, attributesOf(target, verb));
      }
      return parse(this.#cluster, target, url.searchParams);
    });
  }

  stop(): void {
    this.#exec.stop();
  }

  /** Who the request is made for. Throws 401 or 403. */
  #user({ headers }: IncomingMessage): User {
    const sender = authenticate(this.#credentials, headers);
    const other = impersonated(headers);
    if (other === undefined) return sender;
    checkImpersonation(this.#cluster.store, sender, other.username);
    return other;
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
    const user = this.#user(request);
    const discovery = discover(
      url.pathname,
      negotiateDiscovery(request.headers.accept),
      request.headers.host ?? '',
      this.#cluster.resources,
    );
    if (discovery !== undefined) return { code: 200, ...discovery };
    const document = openApi(url.pathname, this.#cluster.resources);
    if (document !== undefined) return { code: 200, body: document };
    const target = parseTarget(url.pathname, this.#cluster.resources);
    if (target === undefined) {
      const verb = (request.method ?? 'GET').toLowerCase();
      checkAllowed(this.#cluster.store, user, { verb, path: url.pathname });
      throw unknownPath();
    }
    return handleResource({ ...this.#context, user }, target, url.searchParams, request, response);
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

/** Serves the cluster over HTTPS on a free port of 127.0.0.1, to whoever holds the token of one of its users. */
export async function serveApi(
  cluster: Cluster,
  options: WatchOptions = { bookmarkEvery: 15_000 },
): Promise<ServedApi> {
  const credentials = makeCredentials();
  const { authority, certificate, key } = makeServerCertificate(['127.0.0.1', 'localhost', 'kubernetes']);
  const api = new Api(cluster, credentials, options);
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
    token: credentials[0].token,
    credentials,
    stop: () =>
      new Promise((resolve) => {
        api.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
