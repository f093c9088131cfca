import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCluster, type OpenClusterOptions } from '../../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../../src/contracts/cluster.ts';
import type { ResolvedEndpoint } from '../../../src/contracts/endpoint.ts';
import {
  type ApiServer,
  type Asked,
  certificate,
  certificatePath,
  sendStatus,
  startApiServer,
} from '../../support/api-server.ts';
import { kubeconfigText, type TestContext, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { TestCluster, type TestClusterOptions, type TestObject } from '../../support/test-cluster.ts';
import { waitUntil } from '../../support/wait-until.ts';

let folder: TestFolder;
const ending: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await testFolder();
});
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
  await folder.remove();
});

function pod(namespace: string, name: string, more: Record<string, unknown> = {}): TestObject {
  return {
    metadata: { name, namespace, uid: `uid-${namespace}-${name}`, ...more },
    spec: { nodeName: 'worker-1', containers: [{ name: 'app', image: 'shop/web:1' }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.244.1.5' }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

async function serve(
  options: TestClusterOptions = {},
): Promise<{ readonly cluster: TestCluster; readonly server: ApiServer }> {
  const cluster = new TestCluster(options);
  cluster.put('namespaces', { metadata: { name: 'kube-system', uid: 'the-cluster' } });
  cluster.put('namespaces', { metadata: { name: 'shop', uid: 'ns-shop' } });
  cluster.put('nodes', {
    metadata: { name: 'worker-1', uid: 'n1' },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
  cluster.put('pods', pod('shop', 'web-1'));
  cluster.put('pods', pod('payments', 'api-1'));
  const server = await startApiServer({ behaviour: cluster.behaviour });
  ending.push(() => server.close());
  return { cluster, server };
}

async function open(contexts: readonly TestContext[], more: Partial<OpenClusterOptions> = {}): Promise<Cluster> {
  const kubeconfig = await folder.write('config', kubeconfigText(...contexts));
  return opened({ kubeconfig, mode: 'observe', ...more });
}

function opened(options: OpenClusterOptions): Cluster {
  const cluster = openCluster(options);
  ending.push(() => cluster.close());
  return cluster;
}

const status = (cluster: Cluster) => cluster.status.getSnapshot();
const problem = (cluster: Cluster) => waitUntil('a problem', () => status(cluster).problem);
const podNames = (cluster: Cluster, filter = '') => {
  const view = cluster.view({ kind: 'pods', filter, offset: 0, limit: 50 });
  return { view, names: () => view.getSnapshot().rows.map((row) => row.record.name) };
};
const podsLive = (cluster: Cluster) => waitUntil('pods live', () => status(cluster).resources.pods.state === 'live');

describe('an open cluster', () => {
  it('shows who answers, what there is, and follows changes', async () => {
    const { cluster: world, server } = await serve();
    const cluster = await open([{ server: server.url, namespace: 'shop' }]);
    expect(status(cluster).phase).toBe('opening');
    const { names } = podNames(cluster);
    await waitUntil('two pods', () => names().length === 2);
    await waitUntil('the identity', () => status(cluster).clusterId !== undefined);
    await podsLive(cluster);
    await waitUntil('the counts', () => status(cluster).counts.pods === 2 && status(cluster).counts.nodes === 1);
    expect(status(cluster)).toMatchObject({
      phase: 'connected',
      context: 'test',
      contexts: ['test'],
      server: server.url,
      namespace: 'shop',
      serverVersion: 'v1.35.0',
      clusterId: 'the-cluster',
      problem: undefined,
    });
    world.remove('pods', 'uid-shop-web-1');
    await waitUntil('one pod', () => names().length === 1);
  });

  it('answers a changed filter and window', async () => {
    const { server } = await serve();
    const cluster = await open([{ server: server.url }]);
    const { view, names } = podNames(cluster);
    await waitUntil('two pods', () => names().length === 2);
    view.set({ filter: 'web' });
    await waitUntil('one pod', () => view.getSnapshot().filter === 'web');
    expect([names(), view.getSnapshot().matched, view.getSnapshot().total]).toEqual([['web-1'], 1, 2]);
    view.close();
  });

  it('finds and resolves endpoints once the lists are there, without being asked to wait', async () => {
    const { server } = await serve();
    const cluster = await open([{ server: server.url }]);
    expect(await cluster.find('shop/web-1')).toEqual({
      kind: 'pod',
      namespace: 'shop',
      name: 'web-1',
      uid: 'uid-shop-web-1',
    });
    expect(await cluster.resolve({ kind: 'pod', namespace: 'shop', name: 'web-1' })).toMatchObject({
      addresses: ['10.244.1.5'],
      problem: undefined,
    });
    await expect(cluster.find('shop/web-2')).rejects.toThrow('Did you mean shop/web-1');
    await expect(cluster.find('not an endpoint')).rejects.toMatchObject({ kind: 'usage' });
  });

  it('tells a follower when the pod is deleted and when another takes its name', async () => {
    const { cluster: world, server } = await serve();
    const cluster = await open([{ server: server.url }]);
    const endpoint = await cluster.find('shop/web-1');
    const told: ResolvedEndpoint[] = [];
    const stop = cluster.follow(endpoint, (resolved) => told.push(resolved));
    await waitUntil('the pod', () => told.at(-1)?.problem === undefined && told.length > 0);
    world.remove('pods', 'uid-shop-web-1');
    await waitUntil('deleted', () => told.at(-1)?.problem?.startsWith('pod shop/web-1 was deleted'));
    world.put('pods', { ...pod('shop', 'web-1'), metadata: { name: 'web-1', namespace: 'shop', uid: 'another' } });
    await waitUntil(
      'replaced',
      () => told.at(-1)?.problem === 'pod shop/web-1 was replaced: another pod has taken its name',
    );
    stop();
  });

  it('opens a service with its backends, also those that are not ready', async () => {
    const { cluster: world, server } = await serve();
    world.put('services', { metadata: { name: 'web', namespace: 'shop', uid: 's' }, spec: { type: 'ClusterIP' } });
    world.put('endpointslices', {
      metadata: { name: 'web-1', namespace: 'shop', uid: 'es', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['10.244.1.5'],
          conditions: { ready: true },
          nodeName: 'worker-1',
          targetRef: { kind: 'Pod', name: 'web-1' },
        },
        { addresses: ['10.244.2.6'], conditions: { ready: false } },
      ],
    });
    const cluster = await open([{ server: server.url }]);
    await waitUntil('the slice', () => status(cluster).resources.endpointslices.state === 'live');
    expect((await cluster.detail('service', 'shop', 'web')).related).toEqual([
      '10.244.1.5 shop/web-1 @worker-1',
      '10.244.2.6, NOT ready',
    ]);
  });

  it('opens one object with its YAML, its events and the policies that select it', async () => {
    const { cluster: world, server } = await serve();
    world.put('networkpolicies', {
      metadata: { name: 'deny', namespace: 'shop', uid: 'p' },
      spec: { podSelector: {} },
    });
    world.put('events', {
      metadata: { name: 'e', namespace: 'shop', uid: 'e' },
      reason: 'Killing',
      involvedObject: { uid: 'uid-shop-web-1' },
    });
    const cluster = await open([{ server: server.url }]);
    await waitUntil(
      'events and policies',
      () => status(cluster).counts.policies === 1 && status(cluster).resources.events.state === 'live',
    );
    const detail = await cluster.detail('pod', 'shop', 'web-1');
    expect(detail).toMatchObject({
      record: { name: 'web-1', conditions: [{ type: 'Ready' }] },
      events: [{ reason: 'Killing' }],
    });
    expect(detail.yaml).toContain('image: shop/web:1');
    expect(await cluster.policies.onPod('shop', 'web-1')).toEqual([
      {
        policy: { kind: 'NetworkPolicy', namespace: 'shop', name: 'deny' },
        applies: 'yes',
        directions: ['ingress'],
      },
    ]);
    await expect(cluster.detail('pod', 'shop', 'gone')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('gives a command line that can be pasted', async () => {
    const { server } = await serve();
    const cluster = await open([{ server: server.url, name: "it's" }]);
    await podsLive(cluster);
    const runner = cluster.runner({ namespace: 'shop', pod: 'web-1', container: 'app' });
    expect(runner.commandLine(['sh', '-c', 'echo "$HOME"'])).toBe(
      `kubectl --kubeconfig ${folder.path}/config --context 'it'\\''s' exec -n shop web-1 -c app -- sh -c 'echo "$HOME"'`,
    );
    expect(runner.place.text).toBe('container app in pod shop/web-1');
  });

  it('ends a program that could not start with a result, never a rejection', async () => {
    const { server } = await serve();
    const cluster = await open([{ server: server.url }]);
    const run = cluster
      .runner({ namespace: 'shop', pod: 'gone', container: 'app' })
      .run(['ping', '-c', '1', '10.0.0.1'], { deadline: 5_000 });
    expect((await run.result).end).toMatchObject({ kind: 'failed', error: { errorKind: 'not-found' } });
  });

  it('lets nothing outside the catalogue run in observe mode', async () => {
    const { server } = await serve();
    const cluster = await open([{ server: server.url }]);
    const run = cluster
      .runner({ namespace: 'shop', pod: 'web-1', container: 'app' })
      .run(['rm', '-rf', '/'], { deadline: 5_000 });
    expect((await run.result).end).toMatchObject({ kind: 'failed', error: { errorKind: 'consent' } });
    expect(server.asked.filter((asked) => asked.path.endsWith('/exec'))).toEqual([]);
  });

  it('switches to another context while it runs, and lets go of the first', async () => {
    const one = await serve();
    const two = await serve();
    two.cluster.put('pods', pod('shop', 'only-here'));
    const cluster = await open([
      { server: one.server.url, name: 'one' },
      { server: two.server.url, name: 'two' },
    ]);
    const { names } = podNames(cluster);
    await waitUntil('two pods', () => names().length === 2);
    await cluster.switchContext('two');
    await waitUntil('three pods', () => names().includes('only-here'));
    expect(status(cluster).context).toBe('two');
    await waitUntil('no watches left', () => one.cluster.watches('pods') === 0);
    await expect(cluster.switchContext('three')).rejects.toThrow('There is no context three');
    await waitUntil('failing', () => status(cluster).phase === 'failing');
    await cluster.switchContext('one');
    await waitUntil('two pods again', () => names().length === 2);
  });

  it('switches away from a context that never answers', async () => {
    const silent = await startApiServer({ behaviour: () => {} });
    ending.push(() => silent.close());
    const { server } = await serve();
    const cluster = await open([
      { server: silent.url, name: 'silent' },
      { server: server.url, name: 'good' },
    ]);
    await waitUntil('connecting', () => status(cluster).phase === 'connecting');
    await cluster.switchContext('good');
    await podsLive(cluster);
  });

  it('fails what is under way when it is closed', async () => {
    const silent = await startApiServer({ behaviour: () => {} });
    ending.push(() => silent.close());
    const cluster = await open([{ server: silent.url }]);
    const waiting = cluster.resolve({ kind: 'node', name: 'x' }, 60_000).catch((error: unknown) => error);
    await cluster.close();
    expect(await waiting).toMatchObject({ kind: 'interrupted' });
    await expect(cluster.find('a/b')).rejects.toThrow('The cluster is closed.');
  });
});

describe('without permission for the whole cluster', () => {
  const wide = (asked: Asked) => !asked.path.includes('/namespaces/') && asked.path !== '/version';

  it('shows the namespace that may be read, and says that it is only that', async () => {
    const { server } = await serve({ forbid: (asked) => (wide(asked) ? `forbidden: ${asked.path}` : undefined) });
    const cluster = await open([{ server: server.url, namespace: 'shop' }]);
    const { names } = podNames(cluster);
    await waitUntil('one pod', () => names().length === 1);
    expect(names()).toEqual(['web-1']);
    await waitUntil(
      'the remark',
      () =>
        status(cluster).problem?.sentence ===
        'Only namespace shop can be shown: you may not list pods in the whole cluster.',
    );
    expect(status(cluster).phase).toBe('connected');
    expect(status(cluster).resources.nodes).toEqual({
      state: 'denied',
      sentence: 'You may not watch nodes (403). forbidden: /api/v1/nodes',
    });
    await podsLive(cluster);
  });

  it('tries every namespace that can be listed', async () => {
    const forbid = (asked: Asked) => (wide(asked) && asked.path !== '/api/v1/namespaces' ? 'no' : undefined);
    const { cluster: world, server } = await serve({ forbid });
    world.put('namespaces', { metadata: { name: 'payments', uid: 'ns-payments' } });
    const cluster = await open([{ server: server.url, namespace: 'shop' }]);
    const { names } = podNames(cluster);
    await waitUntil('both pods', () => names().length === 2);
    world.remove('pods', 'uid-payments-api-1', true);
    world.remove('namespaces', 'ns-payments');
    await waitUntil('the namespace gone', () => names().length === 1);
  });

  it('says of each resource that nothing of it may be read', async () => {
    const { server } = await serve({
      forbid: (asked) => (asked.path === '/version' ? undefined : `forbidden: ${asked.path}`),
    });
    const cluster = await open([{ server: server.url, namespace: 'shop' }]);
    await waitUntil(
      'denied',
      () =>
        status(cluster).resources.pods.state === 'denied' && status(cluster).resources.configmaps.state === 'denied',
    );
    expect(await cluster.resolve({ kind: 'pod', namespace: 'shop', name: 'web-1' }, 2_000)).toMatchObject({
      problem: expect.stringContaining('You may not watch pods in namespace shop (403).'),
    });
  });
});

describe('bad input gives one sentence, and the cluster stays usable', () => {
  it('no kubeconfig', async () => {
    const cluster = opened({ kubeconfig: '/nowhere/config', mode: 'observe' });
    expect(await problem(cluster)).toMatchObject({
      kind: 'configuration',
      sentence: 'The kubeconfig /nowhere/config cannot be read: it does not exist.',
    });
    expect(status(cluster).phase).toBe('failing');
    await expect(cluster.find('shop/web', 100)).rejects.toMatchObject({ kind: 'configuration' });
  });

  it('broken YAML', async () => {
    const kubeconfig = await folder.write('config', 'clusters: [\n');
    expect((await problem(opened({ kubeconfig, mode: 'observe' }))).sentence).toContain(
      `The kubeconfig ${kubeconfig} line`,
    );
  });

  it('an unknown context', async () => {
    const cluster = await open([{ server: 'https://127.0.0.1:1', name: 'blue' }], { context: 'red' });
    expect((await problem(cluster)).sentence).toBe(`There is no context red in ${folder.path}/config. It knows: blue.`);
  });

  it('an unreachable server', async () => {
    const cluster = await open([{ server: 'https://127.0.0.1:1' }]);
    expect(await problem(cluster)).toMatchObject({
      kind: 'unreachable',
      sentence: expect.stringContaining('127.0.0.1:1 refuses connections: nothing listens there.'),
    });
    await waitUntil('failing', () => status(cluster).phase === 'failing');
  });

  it('a wrong CA', async () => {
    const { server } = await serve();
    const cluster = await open([
      {
        server: server.url,
        cluster: { 'certificate-authority-data': undefined, 'certificate-authority': certificatePath('other-ca.crt') },
      },
    ]);
    expect((await problem(cluster)).sentence).toContain('is not signed by the CA that context test trusts');
  });

  it("a server's certificate that has expired", async () => {
    const server = await startApiServer({
      behaviour: () => {},
      tls: { cert: certificate('expired-server.crt'), key: certificate('expired-server.key') },
    });
    ending.push(() => server.close());
    expect((await problem(await open([{ server: server.url }]))).sentence).toContain('has expired');
  });

  it('refused credentials (401)', async () => {
    const { cluster: world, server } = await serve();
    server.behave((_asked, respond) => sendStatus(respond, 401, 'Unauthorized', 'Unauthorized'));
    const cluster = await open([{ server: server.url }]);
    expect(await problem(cluster)).toMatchObject({
      kind: 'authentication',
      sentence: expect.stringContaining('does not accept the credentials of context test (401)'),
    });
    server.behave(world.behaviour);
    await podsLive(cluster);
    await waitUntil('no problem', () => status(cluster).problem === undefined);
  });

  it('a server that resets every connection: what was known stays, called stale', async () => {
    const { cluster: world, server } = await serve();
    const cluster = await open([{ server: server.url }]);
    const { view, names } = podNames(cluster);
    await podsLive(cluster);
    await waitUntil('two pods', () => names().length === 2);
    server.behave((_asked, respond) => respond.destroy());
    server.reset();
    await waitUntil('stale', () => view.getSnapshot().freshness.state === 'stale');
    expect(names()).toEqual(['api-1', 'web-1']);
    expect(await problem(cluster)).toMatchObject({ kind: 'interrupted' });
    server.behave(world.behaviour);
    await waitUntil('live again', () => view.getSnapshot().freshness.state === 'live');
  });

  it('a namespace that is deleted while it is watched', async () => {
    const { cluster: world, server } = await serve();
    const cluster = await open([{ server: server.url, namespace: 'shop' }]);
    const { names } = podNames(cluster);
    await waitUntil('two pods', () => names().length === 2);
    world.remove('pods', 'uid-shop-web-1');
    world.remove('namespaces', 'ns-shop');
    await waitUntil('one pod', () => names().length === 1);
    expect(status(cluster).problem).toBeUndefined();
  });
});
