import type { Socket } from 'node:net';
import type { Intent } from '../contracts/consent.ts';
import type { Json } from '../contracts/json.ts';
import type { Waiting } from './credentials/source.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A query string in the making: arrays repeat the key (`command=a&command=b`), undefined leaves it out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One request to the API server. */
export interface ApiRequest {
  /** GET unless said otherwise. */
  readonly method?: HttpMethod;
  /** From the server's root, each segment already percent-encoded: '/api/v1/namespaces/shop/pods'. */
  readonly path: string;
  readonly query?: Query;
  /** JSON for objects and arrays; a string is sent as it is. */
  readonly body?: Json;
  /** 'application/json' unless said otherwise; the patch types need their own. */
  readonly contentType?: string;
  /** 'application/json' unless said otherwise. */
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** The answer goes on for hours (watch, log follow): another pool of sockets, no time limit on the body. */
  readonly stream?: boolean;
  /** The server says nothing, not even headers, before there is something to send (a log): no time limit on the headers. */
  readonly mayStaySilent?: boolean;
  /** The operation in words for an error's sentence: 'list pods'. */
  readonly operation: string;
  /** The object in words: 'pod shop/web-1'. */
  readonly object?: string;
  /** What the gate weighs; a mutating request without one counts as a change. */
  readonly intent?: Intent;
}

/** An answer below 400. Whoever takes it reads the body to its end or calls `discard`. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they arrive; a broken connection throws PlumblineError of kind 'interrupted'. */
  readonly body: AsyncIterable<Buffer>;
  /** Drops the rest of the body and, for a stream, its socket. */
  discard(): void;
}

/** What a WebSocket client needs to reach the same server as the same user; read it anew for each socket, because certificates rotate. */
export interface SocketOptions {
  /** The server's address with https: or http:, any path of the kubeconfig's `server` included, no slash at the end. */
  readonly url: string;
  /** A list stands for a header that is repeated. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
  /** Through the kubeconfig's proxy-url, when it names one; resolves to a socket connected to the API server's port, before TLS. */
  readonly connectThroughProxy?: (signal: AbortSignal | undefined) => Promise<Socket>;
}

/** One context of a kubeconfig, opened: where requests go and as whom. */
export interface ApiConnection {
  /** The context's name. */
  readonly context: string;
  readonly server: URL;
  /** The namespace that was asked for, else the context's, else 'default'. */
  readonly namespace: string;
  /**
   * Sends one request, after the write gate allowed it. An answer of 400 and above, and every failure below HTTP,
   * throws a PlumblineError that carries the server's own message.
   */
  request(request: ApiRequest): Promise<ApiResponse>;
  /** Sends one request and reads the whole answer as JSON, at most 64 MiB. */
  json<T>(request: ApiRequest): Promise<T>;
  /** Passes the write gate without sending anything; throws a PlumblineError of kind 'consent' where the mode does not allow it. */
  permit(intent: Intent, operation: string, object?: string): void;
  /** For an upgrade to WebSocket; passes the write gate with `intent` as a request does. */
  socketOptions(intent: Intent): Promise<SocketOptions>;
  /** After a 401 on a WebSocket upgrade: forgets the credentials; true when asking again can give others. */
  renewCredentials(): Promise<boolean>;
  /** What requests wait for before they are sent, where that can take long. */
  waitingFor(): Waiting | undefined;
  /** Ends every request and stream. */
  close(): Promise<void>;
}
