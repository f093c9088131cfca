import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { ApiConnection } from '../../../src/kube/connection.ts';
import { execInContainer } from '../../../src/kube/exec/exec.ts';
import { certificate } from '../../support/api-server.ts';
import { type ExecServer, startExecServer, testTarget } from '../../support/exec-server.ts';
import type { TestContext } from '../../support/kubeconfig-file.ts';
import { listen } from '../../support/listen.ts';
import { describeWithPrograms } from '../../support/needs.ts';
import { startTestProxy } from '../../support/test-proxy.ts';
import { connectTo } from '../../support/test-connection.ts';
import { type Finished, finish } from './bench.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function startSecured(): Promise<ExecServer> {
  const server = await startExecServer(
    {},
    {
      cert: certificate('server.crt'),
      key: certificate('server.key'),
      ca: certificate('ca.crt'),
      requestCert: true,
      rejectUnauthorized: false,
    },
  );
  endings.push(() => server.close());
  return server;
}

async function open(server: ExecServer, context: Partial<TestContext> = {}) {
  const opened = await connectTo(server.url, context);
  endings.push(() => opened.close());
  return opened;
}

function echo(connection: ApiConnection): Promise<Finished> {
  return finish(execInContainer(connection, testTarget, ['echo', 'in'], { deadline: 10_000 }));
}

describeWithPrograms('exec over TLS', ['sh', 'echo'], () => {
  it('trusts the CA of the kubeconfig', async () => {
    const { connection } = await open(await startSecured());
    expect((await echo(connection)).stdout).toEqual(['in']);
  });

  it('trusts no other', async () => {
    const server = await startSecured();
    const cluster = { 'certificate-authority-data': certificate('other-ca.crt').toString('base64') };
    const { connection } = await open(server, { cluster });
    const { end } = await echo(connection);
    expect(end).toHaveProperty('error.message', expect.stringContaining('is not signed by the CA'));
    expect(server.upgrades).toEqual([]);
  });

  it('expects the name that tls-server-name gives', async () => {
    const server = await startSecured();
    const right = await open(server, { cluster: { 'tls-server-name': 'plumbline.test' } });
    expect((await echo(right.connection)).stdout).toEqual(['in']);
    const wrong = await open(server, { cluster: { 'tls-server-name': 'elsewhere.test' } });
    expect((await echo(wrong.connection)).end).toHaveProperty('error.errorKind', 'unreachable');
  });

  it('shows the client certificate that is valid now, also after it was rotated', async () => {
    const server = await startSecured();
    const { connection, folder } = await open(server, {
      user: { 'client-certificate': 'client.crt', 'client-key': 'client.key' },
    });
    const install = async (name: string) => {
      await folder.write('client.crt', certificate(`${name}.crt`).toString());
      await folder.write('client.key', certificate(`${name}.key`).toString());
    };
    await install('client');
    await echo(connection);
    await install('client-rotated');
    await connection.renewCredentials();
    await echo(connection);
    expect(server.clientNames).toEqual(['tester', 'tester-rotated']);
  });

  it('a certificate rotated mid-exec: what runs goes on, and the next socket, which ends it, shows the new one', async () => {
    const server = await startSecured();
    const { connection, folder } = await open(server, {
      user: { 'client-certificate': 'client.crt', 'client-key': 'client.key' },
    });
    const install = async (name: string) => {
      await folder.write('client.crt', certificate(`${name}.crt`).toString());
      await folder.write('client.key', certificate(`${name}.key`).toString());
    };
    await install('client');
    const script = 'echo before; while [ ! -e go ]; do sleep 0.05; done; echo after; sleep 60';
    const running = execInContainer(connection, testTarget, ['sh', '-c', `cd ${folder.path}; ${script}`], {
      deadline: 50_000,
    });
    const lines = running.stdout[Symbol.asyncIterator]();
    expect((await lines.next()).value).toMatchObject({ text: 'before' });
    await install('client-rotated');
    await folder.write('go', '');
    expect((await lines.next()).value).toMatchObject({ text: 'after' });
    await running.stop();
    expect(await running.result).toMatchObject({ end: { kind: 'stopped' }, remoteEnded: true });
    expect(server.clientNames[0]).toBe('tester');
    expect(new Set(server.clientNames.slice(1))).toEqual(new Set(['tester-rotated']));
  });

  it('goes through a SOCKS 5 proxy, which resolves the name', async () => {
    const server = await startSecured();
    const { port } = new URL(server.url);
    const proxy = await startTestProxy({ kind: 'socks5', to: { host: '127.0.0.1', port: Number(port) } });
    endings.push(() => proxy.close());
    const cluster = { 'proxy-url': proxy.url, 'tls-server-name': 'localhost' };
    const opened = await connectTo('https://api.example:6443', { cluster });
    endings.push(() => opened.close());
    expect((await echo(opened.connection)).stdout).toEqual(['in']);
    expect(new Set(proxy.asked)).toEqual(new Set(['api.example:6443']));
  });

  it('goes through the proxy of the kubeconfig', async () => {
    const server = await startSecured();
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, client) => {
      asked.push(request.url ?? '');
      const upstream = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    endings.push(async () => proxy.close());
    const port = await listen(proxy);
    const { connection } = await open(server, { cluster: { 'proxy-url': `http://127.0.0.1:${port}` } });
    expect((await echo(connection)).stdout).toEqual(['in']);
    expect(asked).toEqual([new URL(server.url).host]);
  });
});
