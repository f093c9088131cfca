import { generateKeyPairSync } from 'node:crypto';
import { access } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContextHealth } from '../../../src/contracts/contexts.ts';
import { contextHealth } from '../../../src/kube/contexts/context-health.ts';
import { contextRows } from '../../../src/kube/contexts/context-rows.ts';
import { loadKubeconfig } from '../../../src/kube/kubeconfig/load.ts';
import { type ApiServer, certificate, sendJson, sendStatus, startApiServer } from '../../support/api-server.ts';
import { pluginUser, writePlugin } from '../../support/guarded-cluster.ts';
import { kubeconfigText, type TestContext, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';

let folder: TestFolder;
let server: ApiServer;

beforeEach(async () => {
  folder = await testFolder();
  server = await startApiServer({
    behaviour: (asked, respond) =>
      asked.headers.authorization === 'Bearer bad'
        ? sendStatus(respond, 401, 'Unauthorized', 'Unauthorized')
        : sendJson(respond, { gitVersion: 'v1.34.1' }),
  });
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

async function healthOf(context: Partial<TestContext>): Promise<ContextHealth> {
  const kubeconfig = await folder.write('config', kubeconfigText({ server: server.url, ...context }));
  return contextHealth({ choice: { kubeconfig, context: 'test' }, env: {}, weigh: () => ({ allowed: true }) });
}

describe("a context's health", () => {
  it('is its version and the way there and back, with the credentials that just are', async () => {
    expect(await healthOf({})).toEqual({ state: 'answers', version: 'v1.34.1', latency: expect.any(Number) });
    expect(server.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/version', 'Bearer test-token'],
      ['/version', 'Bearer test-token'],
    ]);
  });

  it('is told without running a plugin, and as nobody', async () => {
    const plugin = await writePlugin(folder, 'exit 0');
    expect(await healthOf({ user: pluginUser(plugin, 'IfAvailable') })).toMatchObject({
      state: 'answers',
      version: 'v1.34.1',
    });
    expect(server.asked[0]?.headers.authorization).toBe(undefined);
    await expect(access(`${folder.path}/runs`)).rejects.toThrow('ENOENT');
  });

  it.each([401, 403])('of a server that tells nobody its version is that it answers (%i)', async (status) => {
    server.behave((_asked, respond) => sendStatus(respond, status, 'Unauthorized', 'no'));
    const user = { 'auth-provider': { name: 'gcp', config: {} } };
    expect(await healthOf({ user })).toMatchObject({ state: 'answers', version: undefined });
  });

  it('is that the credentials are refused', async () => {
    const refused = await healthOf({ user: { token: 'bad' } });
    expect(refused).toMatchObject({
      state: 'refuses',
      sentence: expect.stringContaining('does not accept the credentials'),
    });
  });

  it('is that nothing answers, in the words of the connection', async () => {
    expect(await healthOf({ server: 'https://127.0.0.1:1' })).toEqual({
      state: 'unreachable',
      sentence: '127.0.0.1:1 refuses connections: nothing listens there.',
    });
  });

  it('is that the entry cannot be used', async () => {
    const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '' } };
    expect(await healthOf({ server: 'ftp://x', user })).toMatchObject({ state: 'broken' });
  });
});

describe('the contexts of a kubeconfig', () => {
  it('are listed with whose they are, and what asks for a login', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' });
    const cert = certificate('client.crt').toString('base64');
    const contexts: readonly TestContext[] = [
      { server: 'https://a:1', name: 'a', namespace: 'shop' },
      { server: 'https://b:1', name: 'b', user: pluginUser('/opt/bin/aws', 'IfAvailable') },
      { server: 'https://c:1', name: 'c', user: { 'auth-provider': { name: 'oidc', config: {} } } },
      {
        server: 'https://d:1',
        name: 'd',
        user: { 'client-certificate-data': cert, 'client-key-data': Buffer.from(pem.toString()).toString('base64') },
      },
    ];
    const file = await folder.write('config', kubeconfigText(...contexts));
    const rows = await contextRows(await loadKubeconfig(file, {}));
    expect(rows[0]).toEqual({
      name: 'a',
      cluster: 'a',
      user: 'a',
      namespace: 'shop',
      server: 'https://a:1',
      asks: undefined,
    });
    expect(rows.map(({ asks }) => asks)).toEqual([undefined, 'plugin aws', 'auth-provider oidc', 'a passphrase']);
  });
});
