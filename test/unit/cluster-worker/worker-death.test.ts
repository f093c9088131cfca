import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCluster, type StartThread } from '../../../src/cluster-worker/open-cluster.ts';
import { startWorkerThread } from '../../../src/cluster-worker/worker-thread.ts';
import { type ApiServer, startApiServer } from '../../support/api-server.ts';
import { kubeconfigText, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { TestCluster } from '../../support/test-cluster.ts';
import { waitUntil } from '../../support/wait-until.ts';

let folder: TestFolder;
let server: ApiServer;

beforeEach(async () => {
  folder = await testFolder();
  const world = new TestCluster();
  world.put('pods', { metadata: { name: 'web', namespace: 'shop', uid: 'u' }, spec: {}, status: {} });
  server = await startApiServer({ behaviour: world.behaviour });
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

it('a worker that dies is said, what was under way fails, and another one takes its views and followers over', async () => {
  let die = async () => {};
  const startThread: StartThread = (start, events) => {
    const thread = startWorkerThread(start, events);
    die = async () => {
      await thread.terminate();
      events.died('out of memory');
    };
    return thread;
  };
  const kubeconfig = await folder.write('config', kubeconfigText({ server: server.url }));
  const cluster = openCluster({ kubeconfig, mode: 'observe' }, startThread);
  const view = cluster.view({ kind: 'pods', filter: '', offset: 0, limit: 5 });
  await waitUntil('a row', () => view.getSnapshot().rows.length === 1 && view.getSnapshot().freshness.state === 'live');
  let told = 0;
  cluster.follow({ kind: 'pod', namespace: 'shop', name: 'web' }, () => {
    told += 1;
  });
  await waitUntil('told', () => told > 0);
  const toldBefore = told;
  const waiting = cluster
    .resolve({ kind: 'workload', workload: 'Job', namespace: 'a', name: 'b' }, 60_000)
    .catch((error: unknown) => error);
  const run = cluster.runner({ namespace: 'shop', pod: 'web' }).run(['ping'], { deadline: 1000 });
  await die();
  expect(cluster.status.getSnapshot()).toMatchObject({
    phase: 'failing',
    problem: { kind: 'internal', sentence: 'The part of plumbline that speaks to the cluster stopped: out of memory.' },
  });
  expect(await waiting).toBeDefined();
  expect((await run.result).end.kind).toBe('failed');
  expect(view.getSnapshot().rows.length).toBe(1);
  await waitUntil('connected again', () => cluster.status.getSnapshot().phase === 'connected');
  await waitUntil('told again', () => told > toldBefore);
  await waitUntil('live again', () => view.getSnapshot().freshness.state === 'live');
  await cluster.close();
});
