import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ContainerTarget } from '../../src/contracts/cluster.ts';
import { listen } from './listen.ts';

/** What the server does instead of behaving; each can be changed while it runs. */
export interface ExecServerSwitches {
  /** Knows only v4: stdin cannot be closed. */
  onlyV4?: boolean;
  /** Agrees on no subprotocol at all. */
  noSubprotocol?: boolean;
  /** Answers the upgrade with this instead. */
  refuse?: { readonly status: number; readonly body: string; readonly contentType?: string };
  /** Takes the request and never answers. */
  silent?: boolean;
  /** Breaks the socket, without a close frame, this long after the program started. */
  dropAfter?: number;
  /** Sends messages that no protocol of ours knows, and the close of a channel, before the output. */
  oddMessages?: boolean;
  /** Closes the socket properly, but without a status, this long after the program started. */
  closeAfter?: number;
  /** Answers 401 to every other token. */
  token?: string;
  /** Reads nothing more from the socket: pings get no answer. */
  deaf?: boolean;
  /** Programs that are not in the image. */
  missing?: readonly string[];
  /** How a missing program is told: by a Status like containerd, or by text and 126 like old docker. */
  missingStyle?: 'status' | 'text-126';
  /** Sends this on the status channel instead of the true status. */
  status?: string;
  /** Sends output in frames of this many bytes. */
  frameSize?: number;
  /** A node that is slow to start a program: it runs this long after the upgrade. */
  startDelay?: number;
  /** Sends the status first and output that is still on its way after it. */
  statusFirst?: boolean;
}

export interface StartedProgram {
  readonly argv: readonly string[];
  readonly child: ChildProcess;
  readonly subprotocol: string;
  /** The process id of the program, or 0 when it was not started. */
  readonly pid: number;
}

/** An API server that knows one thing: exec. Its containers are this machine; every program is a process group of its own, as under runc. */
export interface ExecServer {
  readonly url: string;
  readonly switches: ExecServerSwitches;
  /** Everything that was exec'ed, oldest first. */
  readonly started: StartedProgram[];
  /** The name in the client certificate of every upgrade; undefined without one. */
  readonly clientNames: (string | undefined)[];
  /** The path and query of every upgrade. */
  readonly upgrades: string[];
  close(): Promise<void>;
}

export const testTarget: ContainerTarget = { namespace: 'shop', pod: 'web-1', container: 'app' };

/** The uid of the one pod there is. */
export const testPodUid = 'uid-of-web-1';

const pod = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {
    name: 'web-1',
    namespace: 'shop',
    uid: testPodUid,
    annotations: { 'kubectl.kubernetes.io/default-container': 'app' },
  },
  spec: { containers: [{ name: 'sidecar' }, { name: 'app' }] },
};

/** Starts it on a free port of the loopback interface. */
export async function startExecServer(switches: ExecServerSwitches = {}, tls?: ServerOptions): Promise<ExecServer> {
  const started: StartedProgram[] = [];
  const upgrades: string[] = [];
  const sockets = new Set<Socket>();
  const clientNames: (string | undefined)[] = [];
  const answer: RequestListener = (request, response) => {
    const found = request.url === '/api/v1/namespaces/shop/pods/web-1';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        found ? pod : { kind: 'Status', status: 'Failure', message: `pods "${request.url}" not found`, code: 404 },
      ),
    );
  };
  const http = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => {
      if (switches.noSubprotocol === true) return false;
      const known = switches.onlyV4 === true ? ['v4.channel.k8s.io'] : ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
      return known.find((one) => offered.has(one)) ?? false;
    },
  });
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    clientNames.push(socket instanceof TLSSocket ? [socket.getPeerCertificate().subject?.CN].flat()[0] : undefined);
    upgrades.push(request.url ?? '');
    socket.on('error', () => {});
    if (switches.silent === true) return;
    if (switches.token !== undefined && request.headers.authorization !== `Bearer ${switches.token}`) {
      refuse(socket, { status: 401, body: '{"kind":"Status","status":"Failure","message":"Unauthorized","code":401}' });
      return;
    }
    if (switches.refuse !== undefined) {
      refuse(socket, switches.refuse);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const query = new URL(request.url ?? '', 'http://localhost').searchParams;
      const run = () =>
        runProgram(webSocket, query.getAll('command'), query.get('stdin') === 'true', switches, started);
      if (switches.startDelay === undefined) run();
      else setTimeout(run, switches.startDelay);
    });
  });
  const port = await listen(http);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    switches,
    started,
    upgrades,
    clientNames,
    async close() {
      for (const { pid } of started) endGroup(pid);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

function refuse(socket: Duplex, answer: NonNullable<ExecServerSwitches['refuse']>): void {
  const body = Buffer.from(answer.body);
  socket.end(
    `HTTP/1.1 ${answer.status} Refused\r\nContent-Type: ${answer.contentType ?? 'application/json'}\r\n` +
      `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${answer.body}`,
  );
}

/** Ends what is left of a program after its test; by its own process group only. */
function endGroup(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function runProgram(
  webSocket: WebSocket,
  argv: readonly string[],
  stdin: boolean,
  switches: ExecServerSwitches,
  started: StartedProgram[],
): void {
  webSocket.on('error', () => {});
  const send = (channel: number, payload: Buffer) => {
    const size = switches.frameSize ?? Math.max(payload.length, 1);
    for (let from = 0; from < payload.length; from += size) {
      webSocket.send(Buffer.concat([Buffer.of(channel), payload.subarray(from, from + size)]));
    }
  };
  for (const channel of [1, 2, 3]) webSocket.send(Buffer.of(channel)); // as the kubelet opens each channel
  if (switches.oddMessages === true) {
    for (const message of [[], [255, 1], [9, 65], [255], [4, 1, 2]]) webSocket.send(Buffer.from(message));
    webSocket.send('text');
  }
  const [program = ''] = argv;
  if (switches.missing?.includes(program) === true) {
    sayMissing(webSocket, program, switches.missingStyle ?? 'status', send);
    return;
  }
  const child = spawn(program, argv.slice(1), { detached: true, stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  started.push({ argv, child, subprotocol: webSocket.protocol, pid: child.pid ?? 0 });
  child.stdin?.on('error', () => {});
  child.on('error', () => sayMissing(webSocket, program, 'status', send));
  const relay = (channel: number) => (chunk: Buffer) => {
    send(channel, chunk);
    // As a kernel pipe would: a reader that is behind stops the writer.
    if (webSocket.bufferedAmount > 1 << 20) {
      child.stdout?.pause();
      const poll = setInterval(() => {
        if (webSocket.bufferedAmount > 1 << 20 && webSocket.readyState === webSocket.OPEN) return;
        clearInterval(poll);
        child.stdout?.resume();
      }, 5);
    }
  };
  child.stdout?.on('data', relay(1));
  child.stderr?.on('data', relay(2));
  child.on('close', (code, signal) => finish(webSocket, switches, send, code ?? signalCode(signal)));
  webSocket.on('message', (data: Buffer) => {
    if (data[0] === 0) child.stdin?.write(data.subarray(1));
    if (data[0] === 255 && data[1] === 0 && webSocket.protocol === 'v5.channel.k8s.io') child.stdin?.end();
  });
  if (switches.deaf === true) webSocket.pause();
  if (switches.dropAfter !== undefined) setTimeout(() => webSocket.terminate(), switches.dropAfter);
  if (switches.closeAfter !== undefined) setTimeout(() => webSocket.close(1000), switches.closeAfter);
}

function finish(
  webSocket: WebSocket,
  switches: ExecServerSwitches,
  send: (channel: number, payload: Buffer) => void,
  code: number,
): void {
  send(3, Buffer.from(switches.status ?? statusText(code)));
  if (switches.statusFirst === true) send(1, Buffer.from('overtaken\n'));
  webSocket.close(1000);
}

function signalCode(signal: NodeJS.Signals | null): number {
  return signal === 'SIGINT' ? 130 : signal === 'SIGKILL' ? 137 : 143;
}

function statusText(code: number): string {
  if (code === 0) return JSON.stringify({ metadata: {}, status: 'Success' });
  return JSON.stringify({
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  });
}

function sayMissing(
  webSocket: WebSocket,
  program: string,
  style: 'status' | 'text-126',
  send: (channel: number, payload: Buffer) => void,
): void {
  if (style === 'status') {
    const message = `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "0b9f": OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown`;
    send(
      3,
      Buffer.from(JSON.stringify({ metadata: {}, status: 'Failure', message, reason: 'InternalError', code: 500 })),
    );
  } else {
    send(
      1,
      Buffer.from(
        `OCI runtime exec failed: exec failed: container_linux.go:370: starting container process caused: exec: "${program}": stat ${program}: no such file or directory: unknown\r\n`,
      ),
    );
    send(3, Buffer.from(statusText(126)));
  }
  webSocket.close(1000);
}
