import { type Dispatcher, request as undiciRequest } from 'undici';
import { intentOfRequest } from '../consent/intent-of-request.ts';
import type { Intent } from '../contracts/consent.ts';
import { PlumblineError } from '../contracts/errors.ts';
import type { Json } from '../contracts/json.ts';
import type { Clock } from './clock.ts';
import type { ApiConnection, ApiRequest, ApiResponse, SocketOptions } from './connection.ts';
import type { Credentials, CredentialSource, Waiting } from './credentials/source.ts';
import { passGate, type Weigh } from './gate.ts';
import { blameExpiredCertificate } from './http/client-certificate.ts';
import { type PoolKeeper, keepPools, type TlsMaterial } from './http/pools.ts';
import { connectThroughProxy } from './http/proxy.ts';
import { queryText } from './http/query.ts';
import { responseOf, wholeText } from './http/response.ts';
import { statusError } from './http/status-error.ts';
import { explainTransportError, type TransportFacts } from './http/transport-error.ts';
import type { ChosenContext } from './kubeconfig/choose.ts';

/** Answers that are read whole end here; lists are read in pages or as streams. */
const wholeAnswerLimit = 64 * 1024 * 1024;
/** A Status is small; what is longer is some proxy's page. */
const errorBodyLimit = 64 * 1024;

export interface ConnectionParts {
  readonly chosen: ChosenContext;
  readonly credentials: CredentialSource;
  readonly certificateAuthority: (() => Promise<Buffer>) | undefined;
  readonly proxy: URL | undefined;
  readonly weigh: Weigh;
  readonly clock: Clock;
  readonly userAgent: string;
  /** Aborted by `close`. */
  readonly closed: AbortController;
}

/** Makes the connection of a chosen context; nothing is sent before the first request. */
export function connectionOf(parts: ConnectionParts): ApiConnection {
  return new PooledConnection(parts);
}

class PooledConnection implements ApiConnection {
  readonly context: string;
  readonly server: URL;
  readonly namespace: string;
  readonly #parts: ConnectionParts;
  readonly #pools: PoolKeeper;
  readonly #closed: AbortController;
  readonly #base: string;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#closed = parts.closed;
    this.context = parts.chosen.context;
    this.server = parts.chosen.server;
    this.namespace = parts.chosen.namespace;
    this.#pools = keepPools(parts.proxy);
    this.#base = `${this.server.origin}${this.server.pathname.replace(/\/+$/, '')}`;
  }

  async request(request: ApiRequest): Promise<ApiResponse> {
    passGate(this.#parts.weigh, weighed(request), request.operation, request.object);
    const sent: { credentials?: Credentials } = {};
    try {
      return await this.#send(request, sent);
    } catch (error) {
      if (error instanceof PlumblineError && this.#mayTryAgain(error, request, sent.credentials)) {
        return this.#send(request, sent);
      }
      throw error;
    }
  }

  async json<T>(request: ApiRequest): Promise<T> {
    const response = await this.request(request);
    const text = await wholeText(response, wholeAnswerLimit, this.#facts(request));
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      throw new PlumblineError(`${this.server.host} answered something that is not JSON.`, {
        kind: 'protocol',
        operation: request.operation,
        object: request.object ?? `context ${this.context}`,
        serverMessage: text.slice(0, 200),
        nextStep: `Check the server address of context ${this.context}: a proxy or another program may answer there.`,
        cause: error,
      });
    }
  }

  permit(intent: Intent, operation: string, object?: string): void {
    passGate(this.#parts.weigh, intent, operation, object);
  }

  async socketOptions(intent: Intent): Promise<SocketOptions> {
    passGate(this.#parts.weigh, intent, 'open a socket to the API server', undefined);
    const credentials = await this.#parts.credentials.current();
    const { ca, cert, key, servername, rejectUnauthorized } = await this.#material(credentials);
    const { proxy } = this.#parts;
    const port = Number(this.server.port) || (this.server.protocol === 'https:' ? 443 : 80);
    return {
      url: this.#base,
      headers: this.#headers(credentials),
      rejectUnauthorized,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      ...(proxy === undefined
        ? {}
        : {
            connectThroughProxy: (signal: AbortSignal | undefined) =>
              connectThroughProxy({ proxy, host: this.server.hostname, port, ca, signal }),
          }),
    };
  }

  async renewCredentials(): Promise<boolean> {
    return this.#parts.credentials.renew();
  }

  waitingFor(): Waiting | undefined {
    return this.#parts.credentials.waitingFor?.();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#pools.destroy();
  }

  /** Once: with renewed credentials after a 401, or on a new socket when a kept one turned out dead under a plain read. */
  #mayTryAgain(error: PlumblineError, request: ApiRequest, refused: Credentials | undefined): boolean {
    if (request.signal?.aborted || this.#closed.signal.aborted) return false;
    if (error.facts.status === 401) return this.#parts.credentials.renew(refused);
    return error.kind === 'interrupted' && error.facts.status === undefined && (request.method ?? 'GET') === 'GET';
  }

  /** `sent` learns which credentials the request went with. */
  async #send(request: ApiRequest, sent: { credentials?: Credentials }): Promise<ApiResponse> {
    const facts = this.#facts(request);
    const signal =
      request.signal === undefined ? this.#closed.signal : AbortSignal.any([request.signal, this.#closed.signal]);
    let cert: Buffer | undefined;
    try {
      const credentials = await this.#parts.credentials.current(signal);
      sent.credentials = credentials;
      const material = await this.#material(credentials);
      cert = material.cert;
      const pools = this.#pools.pools(material);
      const answer = await undiciRequest(`${this.#base}${request.path}${queryText(request.query)}`, {
        method: request.method ?? 'GET',
        dispatcher: request.stream ? pools.streams : pools.requests,
        ...(request.mayStaySilent ? { headersTimeout: 0 } : {}),
        signal,
        headers: this.#requestHeaders(request, credentials),
        ...(request.body === undefined ? {} : { body: bodyText(request.body) }),
      });
      return await this.#accept(answer, facts);
    } catch (error) {
      throw blameExpiredCertificate(explainTransportError(error, facts), cert, this.#parts.clock.now(), facts);
    }
  }

  async #accept(answer: Dispatcher.ResponseData, facts: TransportFacts): Promise<ApiResponse> {
    const response = responseOf(answer, facts);
    if (answer.statusCode < 300) return response;
    if (answer.statusCode < 400) {
      response.discard();
      throw new PlumblineError(
        `${this.server.host} redirects elsewhere (${answer.statusCode}), which an API server does not do.`,
        {
          kind: 'protocol',
          operation: facts.operation,
          object: facts.object ?? `context ${this.context}`,
          serverMessage: response.headers['location'] ?? '',
          nextStep: `Check the server address of context ${this.context}: a log-in page or a proxy may answer there.`,
          status: answer.statusCode,
        },
      );
    }
    const body = await wholeText(response, errorBodyLimit, facts).catch(() => '');
    throw statusError(answer.statusCode, body, facts);
  }

  #facts(request: ApiRequest): TransportFacts {
    return { operation: request.operation, object: request.object, server: this.server, context: this.context };
  }

  async #material(credentials: Credentials): Promise<TlsMaterial> {
    const { cluster } = this.#parts.chosen;
    return {
      ca: await this.#parts.certificateAuthority?.(),
      cert: credentials.cert,
      key: credentials.key,
      servername: cluster.tlsServerName || undefined,
      rejectUnauthorized: !cluster.skipTLSVerify,
    };
  }

  #headers(credentials: Credentials): Record<string, string | string[]> {
    const { user } = this.#parts.chosen;
    return {
      'user-agent': this.#parts.userAgent,
      ...credentials.headers,
      ...(user.impersonateUser ? { 'impersonate-user': user.impersonateUser } : {}),
      ...(user.impersonateGroups.length > 0 ? { 'impersonate-group': [...user.impersonateGroups] } : {}),
    };
  }

  #requestHeaders(request: ApiRequest, credentials: Credentials): Record<string, string | string[]> {
    return {
      ...this.#headers(credentials),
      accept: request.accept ?? 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    };
  }
}

function weighed({ method = 'GET', path, query, intent }: ApiRequest): Intent {
  return intentOfRequest({
    method,
    path,
    query: new URLSearchParams(queryText(query)),
    ...(intent === undefined ? {} : { stated: intent }),
  });
}

function bodyText(body: Json): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
