import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster } from '../../../src/cluster-worker/open-cluster.ts';
import type { Cluster, LogLine } from '../../../src/contracts/cluster.ts';
import type { EndpointPod } from '../../../src/contracts/endpoint.ts';
import { type LocalDemo, startLocalDemo } from '../../support/local-demo.ts';
import { waitUntil } from '../../support/wait-until.ts';

let demo: LocalDemo;
let cluster: Cluster;
let frontend: EndpointPod;

beforeAll(async () => {
  demo = await startLocalDemo();
  // Write mode, so that a shell may run anything here.
  cluster = openCluster({ kubeconfig: demo.kubeconfig, mode: 'write' });
  const endpoint = await cluster.find('shop/frontend');
  const { pod } = await cluster.resolve(endpoint);
  if (pod === undefined) throw new Error('The demo has no frontend pod.');
  frontend = pod;
});
afterAll(async () => {
  await cluster.close();
  await demo.stop();
});

const target = () => ({
  namespace: frontend.namespace,
  pod: frontend.name,
  uid: frontend.uid,
  container: frontend.containers[0] ?? '',
});

it('shows the whole world of the demo, live', async () => {
  const status = await waitUntil('everything live', () => {
    const now = cluster.status.getSnapshot();
    return Object.values(now.resources).every(({ state }) => state === 'live') && now.cni !== undefined && now;
  });
  expect(status.problem).toBeUndefined();
  expect(status.counts.nodes).toBe(3);
  expect(status.cni).toMatchObject({ name: 'flannel', backend: 'vxlan' });
  expect(status.clusterId).toBe(demo.cluster.world.clusterUid);
});

it('puts every policy of the demo into words that leave nothing out', async () => {
  const view = cluster.view({ kind: 'policies', filter: '', offset: 0, limit: 50 });
  await waitUntil('policies', () => view.getSnapshot().rows.length >= 6);
  expect(view.getSnapshot().rows.flatMap((row) => row.notUnderstood)).toEqual([]);
  expect(new Set(view.getSnapshot().rows.map((row) => row.ingress.effect)).has('deny-all')).toBe(true);
  view.close();
});

it('runs a program and keeps its streams and its exit code', async () => {
  const run = cluster.runner(target()).run(['sh', '-c', 'echo out; echo err >&2; exit 3'], { deadline: 20_000 });
  const read = async (lines: AsyncIterable<{ readonly text: string }>) => {
    const texts: string[] = [];
    for await (const { text } of lines) texts.push(text);
    return texts;
  };
  const [out, err, result] = await Promise.all([read(run.stdout), read(run.stderr), run.result]);
  expect([out, err, result.end]).toEqual([['out'], ['err'], { kind: 'exited', code: 3 }]);
});

it('survives a tool that writes garbage as fast as it can: output is capped and said to be', async () => {
  const run = cluster
    .runner(target())
    .run(['sh', '-c', 'head -c 50000000 /dev/urandom'], { deadline: 30_000, outputCap: 100_000 });
  let kept = 0;
  for await (const { text } of run.stdout) kept += text.length;
  const result = await run.result;
  expect(result.truncated).toBe(true);
  expect(kept).toBeLessThanOrEqual(100_000);
});

it('ends a program on stop', async () => {
  const run = cluster.runner(target()).run(['sh', '-c', 'sleep 60'], { deadline: 60_000 });
  await run.stop();
  expect((await run.result).end).toEqual({ kind: 'stopped' });
});

it('reads a log to its end, and follows one until it is told to stop', async () => {
  const lines: LogLine[] = [];
  for await (const line of cluster.logs(target(), { follow: false, tailLines: 2 })) lines.push(line);
  expect(lines.length).toBeGreaterThan(0);
  const stopped = new AbortController();
  for await (const line of cluster.logs(target(), { follow: true, signal: stopped.signal })) {
    lines.push(line);
    stopped.abort();
  }
  expect(lines.length).toBeGreaterThan(1);
});

it('says that a log of a pod that is not there cannot be read', async () => {
  const read = async () => {
    for await (const _line of cluster.logs({ namespace: 'shop', pod: 'gone' }, { follow: false })) continue;
  };
  await expect(read()).rejects.toMatchObject({ kind: 'not-found' });
});
