import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../../../demo/api/cluster.ts';
import { makeKubeconfig } from '../../../demo/api/kubeconfig.ts';
import { serveApi } from '../../../demo/api/serve-api.ts';
import { createSimulation } from '../../../demo/simulate/simulation.ts';
import { demoWorld } from '../../../demo/world/demo-world.ts';
import type { ContainerTarget } from '../../../src/contracts/cluster.ts';
import type { ApiConnection } from '../../../src/kube/connection.ts';
import { execInContainer } from '../../../src/kube/exec/exec.ts';
import { followLogs } from '../../../src/kube/logs/follow-logs.ts';
import { openConnection } from '../../../src/kube/open-connection.ts';
import { testFolder } from '../../support/kubeconfig-file.ts';
import { finish, firstLines } from './bench.ts';

const endings: (() => Promise<unknown>)[] = [];
let connection: ApiConnection;
let pods: readonly ContainerTarget[];

beforeAll(async () => {
  const backend = createSimulation();
  const world = demoWorld();
  const cluster = new Cluster(world, backend);
  await backend.start(world, cluster.objects);
  const api = await serveApi(cluster);
  const folder = await testFolder();
  const kubeconfig = await folder.write('config', makeKubeconfig(api));
  ({ connection } = await openConnection({ choice: { kubeconfig }, env: {}, weigh: () => ({ allowed: true }) }));
  const list = await connection.json<{
    readonly items: readonly { readonly metadata: { readonly name: string; readonly namespace: string } }[];
  }>({ path: '/api/v1/namespaces/shop/pods', operation: 'list pods' });
  pods = list.items.map(({ metadata: { namespace, name } }) => ({ namespace, pod: name }));
  endings.push(
    () => connection.close(),
    () => folder.remove(),
    async () => cluster.stop(),
    () => api.stop(),
    () => backend.stop(),
  );
});

afterAll(async () => {
  for (const end of endings) await end();
});

function podCalled(start: string): ContainerTarget {
  return pods.find(({ pod }) => pod.startsWith(start)) ?? expect.fail(`the demo has no pod ${start}…`);
}

describe('exec in the demo', () => {
  it('gives output, exit code and input', async () => {
    const run = execInContainer(connection, podCalled('backend'), ['sh', '-c', 'cat; exit 3'], {
      deadline: 10_000,
      stdin: 'in',
    });
    const { stdout, end } = await finish(run);
    expect({ stdout, end }).toEqual({ stdout: ['in'], end: { kind: 'exited', code: 3 } });
  });

  it('ends the remote program on stop, and knows it', async () => {
    const run = execInContainer(connection, podCalled('backend'), ['ping', '127.0.0.1'], { deadline: 15_000 });
    await firstLines(run.stdout, 1);
    await run.stop();
    expect(await run.result).toMatchObject({ end: { kind: 'stopped' }, remoteEnded: true });
  });

  it('says that a program is missing in an image without a shell', async () => {
    const { end } = await finish(execInContainer(connection, podCalled('catalog'), ['ping', '-V'], { deadline: 5000 }));
    expect(end).toMatchObject({ kind: 'missing-program', program: 'ping' });
  });
});

describe('a log of the demo', () => {
  it('is read with the time of each line', async () => {
    const lines = [];
    for await (const line of followLogs(connection, podCalled('backend'), { follow: false, tailLines: 3 }))
      lines.push(line);
    expect(lines).toHaveLength(3);
    expect(lines.every(({ at, notice }) => at !== undefined && !notice)).toBe(true);
  });
});
