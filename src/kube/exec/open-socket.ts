import type { IncomingMessage } from 'node:http';
import { connect as tlsConnect } from 'node:tls';
import { WebSocket } from 'ws';
import type { Intent } from '../../contracts/consent.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration } from '../../contracts/time.ts';
import type { ApiConnection, SocketOptions } from '../connection.ts';
import { statusError } from '../http/status-error.ts';
import { explainTransportError, type TransportFacts } from '../http/transport-error.ts';

/** Most bytes of one message; servers send at most 32 KiB. */
const largestMessage = 8 * 1024 * 1024;

/** Most bytes of a refusal's body that are read. */
const largestRefusal = 64 * 1024;

export interface UpgradeRequest {
  /** Path and query from the server's root. */
  readonly path: string;
  readonly subprotocols: readonly string[];
  readonly intent: Intent;
  /** In words, for errors: 'run ping', 'container app in pod shop/web-1'. */
  readonly operation: string;
  readonly object: string;
  /** Longest wait for the upgrade. */
  readonly patience: Duration;
  readonly signal: AbortSignal;
}

/**
 * Opens a WebSocket to the API server. Credentials and certificates are read anew for each socket; after a 401 they
 * are renewed once. `listen` is called before the first message can arrive. A refusal throws a PlumblineError with
 * the server's whole answer.
 */
export async function openSocket(
  connection: ApiConnection,
  request: UpgradeRequest,
  listen: (socket: WebSocket) => void,
): Promise<WebSocket> {
  const facts: TransportFacts = {
    operation: request.operation,
    object: request.object,
    server: connection.server,
    context: connection.context,
  };
  for (let renewed = false; ; renewed = true) {
    const options = await connection.socketOptions(request.intent);
    const outcome = await upgrade(options, request, listen).catch((error: unknown) => {
      throw explainTransportError(error, facts);
    });
    if (outcome instanceof WebSocket) return outcome;
    if (outcome.status === 401 && !renewed && (await connection.renewCredentials())) continue;
    throw statusError(outcome.status, outcome.body, facts);
  }
}

interface Refusal {
  readonly status: number;
  readonly body: string;
}

async function upgrade(
  options: SocketOptions,
  request: UpgradeRequest,
  listen: (socket: WebSocket) => void,
): Promise<WebSocket | Refusal> {
  request.signal.throwIfAborted();
  const { url, headers, connectThroughProxy, ...tls } = options;
  const tunnel = await connectThroughProxy?.(request.signal);
  const secure = url.startsWith('https:');
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${request.path}`, [...request.subprotocols], {
    ...tls,
    headers: { ...headers },
    handshakeTimeout: request.patience,
    maxPayload: largestMessage,
    perMessageDeflate: false,
    ...(tunnel === undefined
      ? {}
      : {
          createConnection: () =>
            secure ? tlsConnect({ ...tls, ALPNProtocols: ['http/1.1'], socket: tunnel }) : tunnel,
        }),
  });
  return await new Promise((resolve, reject) => {
    const abandon = () => socket.terminate();
    const settled = () => request.signal.removeEventListener('abort', abandon);
    request.signal.addEventListener('abort', abandon, { once: true });
    let refused = false;
    // Stays for the socket's whole life: an error event without a listener would end the process.
    socket.on('error', (error) => {
      if (refused) return;
      settled();
      reject(handshakeError(error, request));
    });
    socket.once('unexpected-response', (upgradeRequest, response) => {
      refused = true;
      void readRefusal(response, request.patience).then((refusal) => {
        settled();
        upgradeRequest.destroy();
        resolve(refusal);
      });
    });
    socket.once('open', () => {
      settled();
      resolve(socket);
    });
    listen(socket);
  });
}

function handshakeError(error: Error, request: UpgradeRequest): Error {
  if (/subprotocol/.test(error.message)) {
    return new PlumblineError('The server speaks none of the exec protocols that plumbline knows.', {
      kind: 'protocol',
      operation: request.operation,
      object: request.object,
      serverMessage: error.message,
      nextStep: `It offered none of ${request.subprotocols.join(', ')}; a proxy in between may strip WebSocket headers.`,
      cause: error,
    });
  }
  if (/handshake has timed out/.test(error.message)) {
    return new PlumblineError(`The server took the request to ${request.operation} but did not answer in time.`, {
      kind: 'unreachable',
      operation: request.operation,
      object: request.object,
      nextStep: 'The API server or the kubelet of that node may be overloaded or cut off: look at the node.',
      cause: error,
    });
  }
  return error;
}

/** The reason stands in the body (RBAC, admission, kubelet); it never takes longer than `patience`. */
async function readRefusal(response: IncomingMessage, patience: Duration): Promise<Refusal> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => response.destroy(), patience);
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue;
      chunks.push(chunk);
      size += chunk.length;
      if (size >= largestRefusal) break;
    }
  } catch {
    // A body that breaks off still has its first part, and the status says the rest.
  } finally {
    clearTimeout(timer);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}
