import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { listen } from './listen.ts';

/** An API server that knows one pod and its log, over real sockets. */
export interface LogServer {
  readonly url: string;
  /** The query of every log request, oldest first. */
  readonly requests: URLSearchParams[];
  /** Appends a line with that stamp and sends it to whoever follows. */
  write(stamp: string, text: string): void;
  /** Sends text as it is, cut wherever it is. */
  sendRaw(text: string): void;
  /** Breaks every connection that follows, without a word. */
  reset(): void;
  /** Ends every stream properly. */
  endStreams(): void;
  /** Sends headers with the first line only, as the kubelet does. */
  holdHeaders(on: boolean): void;
  /** Streams that are open now. */
  following(): number;
  /** Answers log requests with this instead; undefined serves the log again. */
  refuse(answer: { readonly status: number; readonly message: string } | undefined): void;
  /** Breaks every connection as soon as it asks for the log. */
  resetAlways(on: boolean): void;
  /** What GET of the pod answers; undefined is 404. */
  setPod(pod: TestPod | undefined): void;
  /** The container starts anew, with an empty log. */
  restart(exitCode: number): void;
  close(): Promise<void>;
}

export interface TestPod {
  readonly uid: string;
  readonly phase?: string;
  readonly containerId: string;
  readonly state: Readonly<Record<string, unknown>>;
  readonly lastState?: Readonly<Record<string, unknown>>;
  /** Reading the pod is forbidden. */
  readonly forbidden?: boolean;
}

export const runningPod: TestPod = {
  uid: 'uid-1',
  phase: 'Running',
  containerId: 'containerd://1',
  state: { running: {} },
};

const seconds = (stamp: string) => Math.floor(Date.parse(stamp) / 1000);

export async function startLogServer(): Promise<LogServer> {
  let log: { readonly stamp: string; readonly text: string }[] = [];
  let pod: TestPod | undefined = runningPod;
  let refusal: { readonly status: number; readonly message: string } | undefined;
  let resetting = false;
  let holding = false;
  const followers = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  const requests: URLSearchParams[] = [];

  const serveLog = (query: URLSearchParams, response: ServerResponse) => {
    requests.push(query);
    if (resetting) {
      response.socket?.destroy();
      return;
    }
    if (refusal !== undefined) {
      sendStatus(response, refusal.status, refusal.message);
      return;
    }
    const since = query.get('sinceTime');
    const tail = query.get('tailLines');
    // Like the real server, `sinceTime` is cut to whole seconds.
    let lines = since === null ? log : log.filter(({ stamp }) => seconds(stamp) >= seconds(since));
    if (tail !== null) lines = Number(tail) === 0 ? [] : lines.slice(-Number(tail));
    response.writeHead(200, { 'content-type': 'text/plain' });
    if (!holding) response.flushHeaders();
    for (const { stamp, text } of lines) response.write(`${stamp} ${text}\n`);
    if (query.get('follow') !== 'true') {
      response.end();
      return;
    }
    followers.add(response);
    response.once('close', () => followers.delete(response));
  };

  const http = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname === '/api/v1/namespaces/shop/pods/web-1/log') serveLog(url.searchParams, response);
    else if (pod === undefined) sendStatus(response, 404, 'pods "web-1" not found');
    else if (pod.forbidden === true) sendStatus(response, 403, 'pods "web-1" is forbidden: no get on pods');
    else sendPod(response, pod);
  });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(http);
  const sendRaw = (text: string) => {
    for (const follower of followers) follower.write(text);
  };
  const endStreams = () => {
    for (const follower of followers) follower.end();
    followers.clear();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    sendRaw,
    write(stamp, text) {
      log.push({ stamp, text });
      sendRaw(`${stamp} ${text}\n`);
    },
    reset() {
      for (const follower of followers) follower.socket?.destroy();
    },
    endStreams,
    following: () => followers.size,
    refuse(answer) {
      refusal = answer;
    },
    holdHeaders(on) {
      holding = on;
    },
    resetAlways(on) {
      resetting = on;
    },
    setPod(next) {
      pod = next;
    },
    restart(exitCode) {
      log = [];
      const number = Number(pod?.containerId.split('//')[1] ?? 0) + 1;
      pod = {
        ...runningPod,
        containerId: `containerd://${number}`,
        lastState: { terminated: { exitCode, reason: 'Error' } },
      };
      endStreams();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

function sendStatus(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }));
}

function sendPod(response: ServerResponse, pod: TestPod): void {
  const { uid, phase, containerId, state, lastState } = pod;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      kind: 'Pod',
      metadata: { name: 'web-1', namespace: 'shop', uid },
      spec: { containers: [{ name: 'app' }] },
      status: { phase, containerStatuses: [{ name: 'app', containerID: containerId, state, lastState }] },
    }),
  );
}
