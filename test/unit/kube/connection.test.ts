import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiConnection } from '../../../src/kube/connection.ts';
import {
  type ApiServer,
  type ApiServerOptions,
  certificate,
  certificatePath,
  sendJson,
  sendStatus,
  startApiServer,
} from '../../support/api-server.ts';
import { type TestContext, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { failureOf, listPods, openTestConnection } from './open-test-connection.ts';

let folder: TestFolder;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = await testFolder();
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
  await folder.remove();
});

async function serve(options: ApiServerOptions): Promise<ApiServer> {
  const server = await startApiServer(options);
  opened.push(server);
  return server;
}

async function connect(
  context: TestContext,
  more: Parameters<typeof openTestConnection>[2] = {},
): Promise<ApiConnection> {
  const connection = await openTestConnection(folder, context, more);
  opened.push(connection);
  return connection;
}

/** A port where every connection gets these bytes and then ends. */
async function rawServer(answer: string | undefined): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    if (answer === undefined) socket.on('data', () => socket.resetAndDestroy());
    else socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) });
  return (server.address() as AddressInfo).port;
}

const ok: ApiServerOptions = { behaviour: (_asked, respond) => sendJson(respond, { items: [] }) };

describe('who asks', () => {
  it('sends a token', async () => {
    const server = await serve(ok);
    await (await connect({ server: server.url, user: { token: 'secret' } })).json(listPods);
    expect(server.asked[0]?.headers.authorization).toBe('Bearer secret');
  });

  it('sends a name and password', async () => {
    const server = await serve(ok);
    await (await connect({ server: server.url, user: { username: 'me', password: 'pw' } })).json(listPods);
    expect(server.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:pw').toString('base64')}`);
  });

  it('shows a client certificate given as data', async () => {
    const server = await serve({
      ...ok,
      tls: { ca: certificate('ca.crt'), requestCert: true, rejectUnauthorized: true },
    });
    const user = {
      'client-certificate-data': certificate('client.crt').toString('base64'),
      'client-key-data': certificate('client.key').toString('base64'),
    };
    await (await connect({ server: server.url, user })).json(listPods);
    expect(server.asked[0]?.clientName).toBe('tester');
  });

  it('shows a client certificate given as files, and the new one after they were replaced', async () => {
    const server = await serve({
      ...ok,
      tls: { ca: certificate('ca.crt'), requestCert: true, rejectUnauthorized: true },
    });
    await folder.write('c.crt', certificate('client.crt').toString());
    await folder.write('c.key', certificate('client.key').toString());
    const connection = await connect({
      server: server.url,
      user: { 'client-certificate': 'c.crt', 'client-key': 'c.key' },
    });
    await connection.json(listPods);
    await folder.write('c.crt', certificate('client-rotated.crt').toString());
    await folder.write('c.key', certificate('client-rotated.key').toString());
    await connection.json(listPods);
    expect(server.asked.map((asked) => asked.clientName)).toEqual(['tester', 'tester-rotated']);
    expect((await connection.socketOptions({ kind: 'read' })).cert?.toString()).toBe(
      certificate('client-rotated.crt').toString(),
    );
  });

  it('reads a token file again when it changed', async () => {
    const server = await serve(ok);
    await folder.write('token', 'first\n');
    const connection = await connect({ server: server.url, user: { tokenFile: 'token' } });
    await connection.json(listPods);
    await folder.write('token', 'second token\n');
    await connection.json(listPods);
    expect(server.asked.map((asked) => asked.headers.authorization)).toEqual(['Bearer first', 'Bearer second token']);
  });

  it('impersonates the user and groups of the kubeconfig, in requests and on sockets', async () => {
    const server = await serve(ok);
    const connection = await connect({ server: server.url, user: { token: 't', as: 'jane', 'as-groups': ['a', 'b'] } });
    await connection.json(listPods);
    expect(server.asked[0]?.headers['impersonate-user']).toBe('jane');
    expect(server.asked[0]?.headers['impersonate-group']).toBe('a, b');
    expect((await connection.socketOptions({ kind: 'read' })).headers['impersonate-group']).toEqual(['a', 'b']);
  });

  it('names the file when a client certificate cannot be read', async () => {
    const connection = await connect({ server: 'https://127.0.0.1:1', user: { 'client-certificate': 'gone.crt' } });
    expect((await failureOf(connection.json(listPods))).message).toBe(
      `The client certificate ${folder.path}/gone.crt that the kubeconfig names cannot be read.`,
    );
  });
});

describe('the sockets', () => {
  it('are shared: a hundred requests need a handful', async () => {
    const server = await serve(ok);
    const connection = await connect({ server: server.url });
    for (let index = 0; index < 10; index += 1)
      await Promise.all(Array.from({ length: 10 }, () => connection.json(listPods)));
    expect(server.asked.length).toBe(100);
    expect(server.connections().total).toBeLessThanOrEqual(8);
  });

  it('for streams do not use up those for requests', async () => {
    const server = await serve({
      behaviour: (asked, respond) => {
        if (asked.query.has('watch')) respond.writeHead(200).flushHeaders();
        else sendJson(respond, {});
      },
    });
    const connection = await connect({ server: server.url });
    const streams = await Promise.all(
      Array.from({ length: 20 }, () => connection.request({ ...listPods, query: { watch: 1 }, stream: true })),
    );
    expect(await connection.json(listPods)).toEqual({});
    for (const stream of streams) stream.discard();
  });

  it('are probed by the kernel while idle, as load balancers forget silent ones', async () => {
    const server = await serve({ behaviour: (_asked, respond) => respond.writeHead(200).flushHeaders() });
    const connection = await connect({ server: server.url });
    const stream = await connection.request({ ...listPods, stream: true });
    const remote = `0100007F:${server.port.toString(16).toUpperCase().padStart(4, '0')}`;
    // Field 6 is the running timer and its hundredths of a second: 02 is the one of keepalive.
    const ours = (await readFile('/proc/net/tcp', 'utf8'))
      .split('\n')
      .filter((line) => line.includes(` ${remote} 01 `))
      .map((line) => line.trim().split(/\s+/)[5]?.split(':') ?? []);
    // The kernel may list a socket twice while others come and go.
    expect(ours.length).toBeGreaterThan(0);
    for (const [timer = '', left = ''] of ours) {
      expect(timer).toBe('02');
      expect(Number.parseInt(left, 16)).toBeLessThanOrEqual(3000);
    }
    stream.discard();
  });

  it('ask for no compression, which would load the API server', async () => {
    const server = await serve(ok);
    await (await connect({ server: server.url })).json(listPods);
    expect(server.asked[0]?.headers['accept-encoding']).toBeUndefined();
  });

  it('that died while idle do not fail the next read', async () => {
    const server = await serve(ok);
    const connection = await connect({ server: server.url });
    await connection.json(listPods);
    server.reset();
    expect(await connection.json(listPods)).toEqual({ items: [] });
  });

  it('use tls-server-name to check the certificate', async () => {
    const server = await serve({ ...ok });
    const connection = await connect({ server: server.url, cluster: { 'tls-server-name': 'plumbline.test' } });
    expect(await connection.json(listPods)).toEqual({ items: [] });
    expect((await connection.socketOptions({ kind: 'read' })).servername).toBe('plumbline.test');
  });

  it('do not check the certificate with insecure-skip-tls-verify', async () => {
    const server = await serve(ok);
    const connection = await connect({
      server: server.url,
      cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': undefined },
    });
    expect(await connection.json(listPods)).toEqual({ items: [] });
  });

  it('go through an http proxy that the cluster names, also for WebSockets', async () => {
    const server = await serve(ok);
    const asked: string[] = [];
    const { createServer: createHttp } = await import('node:http');
    const { connect: connectTcp } = await import('node:net');
    const proxy = createHttp();
    proxy.on('connect', (request, client) => {
      asked.push(request.url ?? '');
      const upstream = connectTcp(server.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client);
        client.pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const connection = await connect({ server: server.url, cluster: { 'proxy-url': `http://127.0.0.1:${port}` } });
    expect(await connection.json(listPods)).toEqual({ items: [] });
    const socket = await (await connection.socketOptions({ kind: 'read' })).connectThroughProxy?.(undefined);
    expect(asked).toEqual([`127.0.0.1:${server.port}`, `127.0.0.1:${server.port}`]);
    socket?.destroy();
    await connection.close();
    await new Promise<void>((resolve) => {
      proxy.close(() => resolve());
      proxy.closeAllConnections();
    });
  });
});

describe('what goes wrong is said in one sentence', () => {
  it('when nothing listens', async () => {
    const connection = await connect({ server: 'https://127.0.0.1:1' });
    const error = await failureOf(connection.json(listPods));
    expect([error.kind, error.message]).toEqual([
      'unreachable',
      '127.0.0.1:1 refuses connections: nothing listens there.',
    ]);
  });

  it('when the name does not resolve', async () => {
    const connection = await connect({ server: 'https://no-such-host.invalid' });
    const error = await failureOf(connection.json(listPods));
    expect([error.kind, error.message]).toEqual([
      'unreachable',
      'The name no-such-host.invalid cannot be resolved on this machine.',
    ]);
  });

  it('when the server breaks every connection', async () => {
    const port = await rawServer(undefined);
    const connection = await connect({ server: `http://127.0.0.1:${port}` });
    const error = await failureOf(connection.json(listPods));
    expect([error.kind, error.message]).toEqual([
      'interrupted',
      `127.0.0.1:${port} broke the connection while plumbline was to list pods.`,
    ]);
  });

  it('when the answer is no HTTP', async () => {
    const port = await rawServer('SSH-2.0-OpenSSH_9.2\r\n');
    const connection = await connect({ server: `http://127.0.0.1:${port}` });
    const error = await failureOf(connection.json(listPods));
    expect([error.kind, error.message]).toEqual(['protocol', `127.0.0.1:${port} answered something that is not HTTP.`]);
  });

  it('when the answer is a web page', async () => {
    const server = await serve({ behaviour: (_asked, respond) => respond.end('<html>log in</html>') });
    const connection = await connect({ server: server.url });
    const error = await failureOf(connection.json(listPods));
    expect(error.kind).toBe('protocol');
    expect(error.message).toMatch(/answered something that is not JSON/);
  });

  it('when the server redirects to a log-in page', async () => {
    const server = await serve({
      behaviour: (_asked, respond) => respond.writeHead(302, { location: 'https://login' }).end() && undefined,
    });
    const connection = await connect({ server: server.url });
    expect((await failureOf(connection.json(listPods))).kind).toBe('protocol');
  });

  it('when plain http is spoken at the port', async () => {
    const server = await serve({ ...ok, tls: false });
    const connection = await connect({ server: `https://127.0.0.1:${server.port}` });
    expect((await failureOf(connection.json(listPods))).message).toBe(`127.0.0.1:${server.port} does not speak TLS.`);
  });

  it("when the server's certificate has expired", async () => {
    const server = await serve({
      ...ok,
      tls: { cert: certificate('expired-server.crt'), key: certificate('expired-server.key') },
    });
    const error = await failureOf((await connect({ server: server.url })).json(listPods));
    expect([error.kind, error.message]).toEqual([
      'unreachable',
      `The certificate of 127.0.0.1:${server.port} has expired.`,
    ]);
  });

  it('when the kubeconfig trusts another CA', async () => {
    const server = await serve(ok);
    const connection = await connect({
      server: server.url,
      cluster: { 'certificate-authority-data': undefined, 'certificate-authority': certificatePath('other-ca.crt') },
    });
    const error = await failureOf(connection.json(listPods));
    expect(error.message).toBe(
      `The certificate of 127.0.0.1:${server.port} is not signed by the CA that context test trusts.`,
    );
  });

  it('when the CA in the kubeconfig is no certificate', async () => {
    const server = await serve(ok);
    const connection = await connect({
      server: server.url,
      cluster: { 'certificate-authority-data': Buffer.from('nonsense').toString('base64') },
    });
    const error = await failureOf(connection.json(listPods));
    expect(error).toBeInstanceOf(Error);
    expect(error.message).not.toContain('\n');
  });

  it('when the certificate is for another name', async () => {
    const server = await serve(ok);
    const connection = await connect({ server: server.url, cluster: { 'tls-server-name': 'other.test' } });
    expect((await failureOf(connection.json(listPods))).message).toBe(
      `The certificate of 127.0.0.1:${server.port} is for other names than that.`,
    );
  });

  it('when the client certificate has expired, whatever way the server says so', async () => {
    const user = {
      'client-certificate-data': certificate('expired-client.crt').toString('base64'),
      'client-key-data': certificate('expired-client.key').toString('base64'),
    };
    const strict = await serve({
      ...ok,
      tls: { ca: certificate('ca.crt'), requestCert: true, rejectUnauthorized: true },
    });
    const polite = await serve({
      behaviour: (_asked, respond) => sendStatus(respond, 401, 'Unauthorized', 'Unauthorized'),
    });
    for (const server of [strict, polite]) {
      const error = await failureOf((await connect({ server: server.url, user })).json(listPods));
      expect([error.kind, error.message]).toEqual([
        'authentication',
        'The client certificate of context test expired on 2021-01-01.',
      ]);
    }
  });

  it("when the credentials are refused (401), with the server's words", async () => {
    const server = await serve({
      behaviour: (_asked, respond) => sendStatus(respond, 401, 'Unauthorized', 'Unauthorized'),
    });
    const error = await failureOf((await connect({ server: server.url })).json(listPods));
    expect([error.kind, error.facts.serverMessage, error.facts.status]).toEqual([
      'authentication',
      'Unauthorized',
      401,
    ]);
    expect(server.asked.length).toBe(1);
  });

  it('when it is forbidden (403), with the whole message of the server', async () => {
    const message = 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope';
    const server = await serve({ behaviour: (_asked, respond) => sendStatus(respond, 403, 'Forbidden', message) });
    const error = await failureOf((await connect({ server: server.url })).json(listPods));
    expect([error.kind, error.message, error.facts.serverMessage]).toEqual([
      'forbidden',
      'You may not list pods (403).',
      message,
    ]);
  });

  it('when a stream breaks in the middle', async () => {
    const server = await serve({
      behaviour: (_asked, respond) => {
        respond.writeHead(200);
        respond.write('{"half":');
      },
    });
    const response = await (await connect({ server: server.url })).request({ ...listPods, stream: true });
    const read = async () => {
      for await (const chunk of response.body) if (chunk.length > 0) server.reset();
    };
    expect((await failureOf(read())).kind).toBe('interrupted');
  });

  it('and never as an uncaught error when nobody reads the broken stream', async () => {
    const server = await serve({ behaviour: (_asked, respond) => respond.writeHead(200).flushHeaders() });
    const connection = await connect({ server: server.url });
    await connection.request({ ...listPods, stream: true });
    server.reset();
    server.behave(ok.behaviour);
    expect(await connection.json(listPods)).toEqual({ items: [] });
  });
});

describe('the write gate', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
    'lets no %s through in observe mode, and nothing reaches the server',
    async (method) => {
      const server = await serve(ok);
      const connection = await connect({ server: server.url });
      const error = await failureOf(
        connection.request({ method, path: '/api/v1/namespaces/shop/pods/web', operation: 'change a pod' }),
      );
      expect(error.kind).toBe('consent');
      expect(server.asked).toEqual([]);
    },
  );

  it('lets reads, access reviews and dry runs through in observe mode', async () => {
    const server = await serve(ok);
    const connection = await connect({ server: server.url });
    await connection.json(listPods);
    await connection.json({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      operation: 'ask',
      body: {},
    });
    await connection.json({
      method: 'PATCH',
      path: '/api/v1/namespaces/shop/pods/web',
      query: { dryRun: 'All' },
      operation: 'preview',
      body: {},
    });
    expect(server.asked.map((asked) => asked.method)).toEqual(['GET', 'POST', 'PATCH']);
  });

  it('does not take a change for a read because the caller says so', async () => {
    const server = await serve(ok);
    const connection = await connect({ server: server.url });
    const error = await failureOf(
      connection.request({
        method: 'DELETE',
        path: '/api/v1/namespaces/shop/pods/web',
        operation: 'x',
        intent: { kind: 'read' },
      }),
    );
    expect(error.kind).toBe('consent');
  });

  it('guards sockets too', async () => {
    const server = await serve(ok);
    const connection = await connect({ server: server.url });
    expect((await failureOf(connection.socketOptions({ kind: 'run-arbitrary', command: 'rm' }))).kind).toBe('consent');
    await expect(connection.socketOptions({ kind: 'run', program: 'ping' })).resolves.toBeDefined();
  });

  it('lets changes through in write mode', async () => {
    const server = await serve(ok);
    const connection = await connect({ server: server.url }, { mode: 'write' });
    await connection.json({ method: 'DELETE', path: '/api/v1/namespaces/shop/pods/web', operation: 'delete a pod' });
    expect(server.asked[0]?.method).toBe('DELETE');
  });
});
