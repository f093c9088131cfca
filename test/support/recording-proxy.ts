import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { parse, stringify } from 'yaml';
import { certificate } from './api-server.ts';

/** A reverse proxy in front of an API server, which remembers what was refused. */
export interface RecordingProxy {
  /** A kubeconfig like the original one, through the proxy. */
  readonly kubeconfig: string;
  /** 'GET /api/v1/nodes', in order, for every answer of 403. */
  refused(): readonly string[];
  close(): Promise<void>;
}

interface Config {
  readonly clusters: { readonly cluster: { server: string; 'certificate-authority-data': string } }[];
}

/** Puts a proxy before the server of a kubeconfig; upgrades (exec) pass as well. */
export async function recordRequests(kubeconfig: string): Promise<RecordingProxy> {
  const config = parse(readFileSync(kubeconfig, 'utf8')) as Config;
  const [first] = config.clusters;
  if (first === undefined) throw new Error('the kubeconfig names no cluster');
  const upstream = new URL(first.cluster.server);
  const ca = Buffer.from(first.cluster['certificate-authority-data'], 'base64').toString();
  const refused: string[] = [];
  const sockets = new Set<Socket>();
  const forward = (asked: IncomingMessage) =>
    request({
      host: upstream.hostname,
      port: upstream.port,
      ca,
      method: asked.method,
      path: asked.url,
      headers: asked.headers,
      agent: false,
    });
  const note = (asked: IncomingMessage, status: number | undefined) => {
    if (status === 403) refused.push(`${asked.method} ${asked.url}`);
  };
  const server = createServer({ cert: certificate('server.crt'), key: certificate('server.key') }, (asked, respond) => {
    const onward = forward(asked);
    onward.on('response', (answer) => {
      note(asked, answer.statusCode);
      respond.writeHead(answer.statusCode ?? 502, answer.headers);
      respond.flushHeaders();
      answer.pipe(respond);
      answer.on('error', () => respond.destroy());
    });
    onward.on('error', () => respond.destroy());
    respond.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  server.on('upgrade', (asked: IncomingMessage, client: Duplex, head: Buffer) => {
    const onward = forward(asked);
    client.on('error', () => onward.destroy());
    onward.on('error', () => client.destroy());
    onward.on('upgrade', (answer, socket, rest) => {
      const headers = answer.rawHeaders.flatMap((name, index, all) =>
        index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
      );
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('\r\n')}\r\n\r\n`);
      client.write(rest);
      socket.write(head);
      socket.on('error', () => client.destroy());
      socket.pipe(client).pipe(socket);
      client.on('close', () => socket.destroy());
    });
    onward.on('response', (answer) => {
      note(asked, answer.statusCode);
      client.end(`HTTP/1.1 ${answer.statusCode} Refused\r\nContent-Length: 0\r\n\r\n`);
    });
    onward.end();
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  first.cluster.server = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  first.cluster['certificate-authority-data'] = certificate('ca.crt').toString('base64');
  const path = `${kubeconfig}.recorded`;
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return {
    kubeconfig: path,
    refused: () => refused,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(path, { force: true });
    },
  };
}
