import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCluster } from '../../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../../src/contracts/cluster.ts';
import type { TerminalNeed, TerminalOutcome } from '../../../src/contracts/terminal.ts';
import {
  type GuardedCluster,
  pluginUser,
  printToken,
  startGuardedCluster,
  writeKubeconfig,
  writePlugin,
} from '../../support/guarded-cluster.ts';
import { type TestContext, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { startTestProxy, type TestProxy } from '../../support/test-proxy.ts';
import { waitUntil } from '../../support/wait-until.ts';

let folder: TestFolder;
let guarded: GuardedCluster;
const endings: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await testFolder();
  guarded = await startGuardedCluster('token-1');
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await guarded.server.close();
  await folder.remove();
});

async function open(context: Omit<TestContext, 'server'>, more: Partial<Parameters<typeof openCluster>[0]> = {}) {
  const kubeconfig = await writeKubeconfig(folder, { server: guarded.server.url, ...context });
  const cluster = openCluster({ kubeconfig, mode: 'observe', ...more });
  endings.push(() => cluster.close());
  return cluster;
}

const status = (cluster: Cluster) => cluster.status.getSnapshot();
const live = (cluster: Cluster) =>
  waitUntil(
    'nodes live',
    () => status(cluster).resources.nodes.state === 'live' && status(cluster).problem === undefined,
  );
const nodes = (cluster: Cluster, count: number) =>
  waitUntil(`${count} nodes`, () => status(cluster).counts.nodes === count);
const sentence = (cluster: Cluster, words: RegExp) =>
  waitUntil(`a problem that says ${words}`, () => words.test(status(cluster).problem?.sentence ?? ''));
const runs = async () => (await readFile(`${folder.path}/runs`, 'utf8')).split('\n').length - 1;
/** Waits for a watch that resumes after `action`, then adds a node to it. */
async function afterResuming(action: () => unknown, node: string): Promise<void> {
  const before = guarded.server.asked.length;
  await action();
  await waitUntil('a watch that goes on', () => {
    const since = guarded.server.asked.slice(before);
    const resumed = since.some(({ path, query }) => path === '/api/v1/nodes' && query.get('resourceVersion') !== null);
    return resumed && guarded.cluster.watches('nodes') > 0;
  });
  addNode(node);
}
const addNode = (name: string) => guarded.cluster.put('nodes', { metadata: { name, uid: name } });

describe('a token that expires mid-watch', () => {
  async function withPlugin(): Promise<Cluster> {
    await folder.write('token', 'token-1');
    const plugin = await writePlugin(folder, printToken(`$(cat "${folder.path}/token")`));
    return open({ user: pluginUser(plugin, 'IfAvailable') });
  }
  async function expire(next: string): Promise<void> {
    guarded.tokens.clear();
    guarded.tokens.add(next);
    await folder.write('token', next);
  }

  it('is replaced by one run of the plugin, and every watch goes on from where it was', async () => {
    const cluster = await withPlugin();
    await live(cluster);
    const lists = () => guarded.server.asked.filter(({ query }) => query.get('sendInitialEvents') === 'true').length;
    const before = lists();
    await expire('token-2');
    await afterResuming(() => {
      for (const resource of ['nodes', 'pods', 'services', 'events']) guarded.cluster.endWatches(resource);
    }, 'worker-2');
    await nodes(cluster, 2);
    await live(cluster);
    expect(await runs()).toBe(2);
    expect(lists()).toBe(before);
  });

  it('is replaced as well when the server ends a watch by saying 401 in it', async () => {
    const cluster = await withPlugin();
    await live(cluster);
    await expire('token-2');
    const gone = { kind: 'Status', code: 401, reason: 'Unauthorized', message: 'Unauthorized' };
    const line = JSON.stringify({ type: 'ERROR', object: gone });
    await afterResuming(() => guarded.cluster.sendRaw('nodes', line), 'worker-2');
    await nodes(cluster, 2);
    await live(cluster);
  });

  it('is told with the words of a plugin that has no other, and what was known stays, called stale', async () => {
    const cluster = await withPlugin();
    await live(cluster);
    guarded.tokens.clear();
    await writePlugin(folder, 'echo "refresh token is gone, log in" >&2\nexit 1');
    guarded.cluster.endWatches('nodes');
    await sentence(cluster, /failed \(exit code 1\)\. The answer: refresh token is gone, log in\./);
    expect(status(cluster).counts.nodes).toBe(1);
    await waitUntil('stale', () => status(cluster).resources.nodes.state === 'stale');
  });

  it('of a plugin that needs the terminal waits for the operator, who may be typing, and then goes on', async () => {
    const needs: TerminalNeed[] = [];
    const plugin = await writePlugin(folder, 'exit 1');
    let token = 'token-1';
    const lend = async (need: TerminalNeed): Promise<TerminalOutcome> => {
      needs.push(need);
      return { kind: 'done', text: JSON.stringify({ kind: 'ExecCredential', status: { token } }) };
    };
    const cluster = await open({ user: pluginUser(plugin, 'Always') }, { terminal: { access: 'screen', lend } });
    await live(cluster);
    expect(needs).toMatchObject([{ kind: 'program', command: plugin }]);
    guarded.tokens.clear();
    token = 'token-2';
    guarded.tokens.add(token);
    guarded.cluster.endWatches('nodes');
    await sentence(cluster, /needs the terminal: new credentials are needed\./);
    await waitUntil('a log-in offered', () => status(cluster).login?.running === false);
    expect(needs).toHaveLength(1);
    await cluster.logIn(true);
    await live(cluster);
    expect(needs).toHaveLength(2);
    expect(status(cluster).login).toBeUndefined();
  });
});

describe('somebody who types slowly', () => {
  it('is waited for: the patience with the cluster starts after the log-in', async () => {
    guarded.cluster.put('pods', {
      metadata: { name: 'web-1', namespace: 'shop', uid: 'p1' },
      spec: { containers: [{ name: 'app' }] },
    });
    const plugin = await writePlugin(folder, 'exit 1');
    const lend = async (): Promise<TerminalOutcome> => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      return { kind: 'done', text: JSON.stringify({ kind: 'ExecCredential', status: { token: 'token-1' } }) };
    };
    const cluster = await open({ user: pluginUser(plugin, 'Always') }, { terminal: { access: 'direct', lend } });
    expect(await cluster.find('shop/web-1', 1_500)).toMatchObject({ kind: 'pod', name: 'web-1' });
  });
});

describe('a proxy that dies mid-watch', () => {
  let proxy: TestProxy;

  it.each(['http', 'https', 'socks5'] as const)(
    'is named (%s), and the watches go on when it is back',
    async (kind) => {
      const { port } = guarded.server;
      proxy = await startTestProxy({ kind, login: 'me:secret', to: { host: '127.0.0.1', port } });
      endings.push(() => proxy.close());
      const address = new URL(proxy.url);
      address.username = 'me';
      address.password = 'secret';
      const server = 'https://api.example:6443';
      const more = { 'proxy-url': address.href, 'tls-server-name': 'localhost' };
      const kubeconfig = await writeKubeconfig(folder, { server, cluster: more, user: { token: 'token-1' } });
      const cluster = openCluster({ kubeconfig, mode: 'observe' });
      endings.push(() => cluster.close());
      await live(cluster);
      expect(new Set(proxy.asked)).toEqual(new Set(['api.example:6443']));
      await proxy.die();
      const where = `${address.protocol}//${address.host}`.replaceAll('.', '\\.');
      await sentence(cluster, new RegExp(`The proxy ${where} gives no way to api\\.example:6443\\..*ECONNREFUSED`));
      expect(JSON.stringify(status(cluster))).not.toContain('secret');
      await afterResuming(() => proxy.revive(), 'worker-2');
      await nodes(cluster, 2);
      await live(cluster);
    },
  );
});
