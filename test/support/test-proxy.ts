import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { certificate } from './api-server.ts';

/** A real proxy on 127.0.0.1 that can die and come back on its port. */
export interface TestProxy {
  readonly url: string;
  /** Every way that was asked for: 'api.example:6443'. */
  readonly asked: readonly string[];
  /** Breaks every connection and listens no more. */
  die(): Promise<void>;
  /** Listens again. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

export interface TestProxyOptions {
  readonly kind: 'http' | 'https' | 'socks5';
  /** 'name:password' that it asks for. */
  readonly login?: string;
  /** Where every way leads, whatever was asked for; else where it was asked to. */
  readonly to?: { readonly host: string; readonly port: number };
}

/** Starts a proxy. Names that were asked for are resolved by it, so any name will do with `to`. */
export async function startTestProxy({ kind, login, to }: TestProxyOptions): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  let server: Server | undefined;
  let port = 0;
  const keep = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const lead = (client: Duplex, host: string, number: number, ready: () => void) => {
    asked.push(`${host}:${number}`);
    const upstream = connect(to ?? { host, port: number });
    keep(upstream);
    upstream.once('connect', () => {
      ready();
      upstream.pipe(client).pipe(upstream);
    });
    upstream.once('error', () => client.destroy());
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  };
  const byHttp = (request: IncomingMessage, client: Duplex) => {
    const proof = `Basic ${Buffer.from(login ?? '').toString('base64')}`;
    if (login !== undefined && request.headers['proxy-authorization'] !== proof) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const { hostname, port: number } = new URL(`tcp://${request.url}`);
    lead(client, hostname, Number(number), () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  };
  const listen = async () => {
    const made =
      kind === 'socks5'
        ? createTcp((client) => void speakSocks(client, login, lead).catch(() => client.destroy()))
        : kind === 'https'
          ? createHttps({ cert: certificate('server.crt'), key: certificate('server.key') }).on('connect', byHttp)
          : createHttp().on('connect', byHttp);
    made.on('connection', keep);
    await new Promise<void>((resolve, reject) => {
      made.once('error', reject);
      made.listen(port, '127.0.0.1', resolve);
    });
    port = (made.address() as AddressInfo).port;
    server = made;
  };
  const die = async () => {
    const closed = new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
    for (const socket of sockets) socket.destroy();
    await closed;
    server = undefined;
  };
  await listen();
  return { url: `${kind}://127.0.0.1:${port}`, asked, die, revive: listen, close: die };
}

type Lead = (client: Duplex, host: string, port: number, ready: () => void) => void;

/** The server's side of RFC 1928 and RFC 1929, CONNECT only. */
async function speakSocks(client: Socket, login: string | undefined, lead: Lead): Promise<void> {
  const [, count = 0] = await take(client, 2);
  const methods = await take(client, count);
  const wanted = login === undefined ? 0 : 2;
  if (!methods.includes(wanted)) {
    client.end(Buffer.of(5, 255));
    return;
  }
  client.write(Buffer.of(5, wanted));
  if (login !== undefined) {
    const [, nameLength = 0] = await take(client, 2);
    const name = await take(client, nameLength);
    const [secretLength = 0] = await take(client, 1);
    const secret = await take(client, secretLength);
    const right = `${name.toString()}:${secret.toString()}` === login;
    client.write(Buffer.of(1, right ? 0 : 1));
    if (!right) {
      client.end();
      return;
    }
  }
  const [, , , kind = 0] = await take(client, 4);
  const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await take(client, 1))[0] ?? 0);
  const address = await take(client, length);
  const port = (await take(client, 2)).readUInt16BE();
  const host =
    kind === 3
      ? address.toString()
      : kind === 1
        ? [...address].join('.')
        : (address.toString('hex').match(/..../g) ?? []).join(':');
  lead(client, host, port, () => client.write(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0)));
}

async function take(socket: Socket, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes: unknown = socket.read(length);
    if (Buffer.isBuffer(bytes) && bytes.length === length) return bytes;
    if (socket.readableEnded || socket.destroyed) throw new Error('the client is gone');
    await new Promise<void>((resolve) => {
      const go = () => {
        socket.off('readable', go).off('close', go);
        resolve();
      };
      socket.on('readable', go).on('close', go);
    });
  }
}
