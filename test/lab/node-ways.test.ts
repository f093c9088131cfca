import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import { createLab } from '../../demo/lab/create-lab.ts';
import { openCluster } from '../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../src/contracts/cluster.ts';
import { createLadder } from '../../src/reach/ladder/create-ladder.ts';
import { readRun } from '../../src/reach/ladder/read-run.ts';
import type { NodeSettings } from '../../src/reach/node/settings.ts';
import { waitUntil } from '../../src/store/wait-until.ts';
import { type LocalDemo, serveDemo } from '../support/local-demo.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { unreachableNodes } from '../support/unreachable-nodes.ts';
import { programs } from './support/bench.ts';
import { toolbox } from './support/ladder-demo.ts';

/* Nodes on which nobody answers ssh: in the network of the CNI's own pod there, on real packets. */

function settingsIn(folder: string): NodeSettings {
  return {
    ssh: {
      user: undefined,
      address: 'auto',
      transport: 'ssh2',
      hosts: unreachableNodes,
      configFile: '/dev/null',
      accepted: [],
    },
    local: { home: folder, name: 'anna' },
    runtimeFolder: folder,
    stateFolder: folder,
    named: undefined,
  };
}

describeWithPrograms('a node that no ssh leads to', programs, () => {
  let demo: LocalDemo<Backend>;
  let cluster: Cluster;
  let folder: string;
  beforeAll(async () => {
    demo = await serveDemo(createLab());
    folder = mkdtempSync(join(tmpdir(), 'plumbline-ways-'));
    const { kubeconfig } = demo;
    cluster = openCluster({ kubeconfig, context: 'plumbline-demo', mode: 'probe', nodes: settingsIn(folder) });
    await waitUntil(cluster.status, ({ cni }) => cni?.agents.some(({ pod }) => pod !== undefined) === true, 20_000);
  });
  afterAll(async () => {
    await cluster.close();
    await demo.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is looked at in the CNI's own pod there, in its network", async () => {
    const way = await cluster.nodes.way('worker-1');
    expect(way).toMatchObject({ transport: 'cni-pod', sees: 'network', reason: expect.stringMatching(/^Over ssh: /) });
    const { stdout } = await readRun(cluster.nodes.runner('worker-1'), ['ip', '-j', 'route'], { deadline: 10_000 });
    const routes: unknown = JSON.parse(stdout.join('\n'));
    expect(routes).toContainEqual(expect.objectContaining({ dst: '10.244.2.0/24', dev: 'flannel.1' }));
  });

  it('has no way for who needs its files, and each way says why', async () => {
    await expect(cluster.nodes.way('worker-1', { files: true })).rejects.toThrow(/ssh.*files.*none was made/is);
  });

  it('shows its files and runs its own programs in a debug pod, which is gone afterwards', async () => {
    const ladder = createLadder(
      {
        cluster,
        settings: { image: toolbox, lastsSeconds: 60 },
        mode: 'probe',
        recorder: { append: () => {} },
        kubeconfig: demo.kubeconfig,
        maker: 'a test 1',
      },
      async ({ choices: [first] }) => (first ? { choice: first } : { choice: undefined, sentence: '', nextStep: '' }),
    );
    const wanted = { files: true, privileged: true };
    try {
      expect(await ladder.reachNode('worker-2', AbortSignal.timeout(30_000))).toEqual({ climbed: true });
      expect(await cluster.nodes.way('worker-2', wanted)).toMatchObject({ transport: 'node-debug-pod', sees: 'host' });
      const runner = cluster.nodes.runner('worker-2', wanted);
      const read = async (...argv: string[]) => (await readRun(runner, argv, { deadline: 10_000 })).stdout.join('\n');
      expect(await read('cat', '/etc/hostname')).toBe('worker-2\n');
      expect(await read('ip', '-j', 'route')).toContain('"dst":"10.244.1.0/24"');
      // Root of the node or not: the mode has the last word.
      expect((await readRun(runner, ['rm', '-rf', '/'], { deadline: 10_000 })).end).toMatchObject({
        kind: 'failed',
        error: { errorKind: 'consent' },
      });
    } finally {
      await ladder.close();
    }
    expect(ladder.made.getSnapshot()).toMatchObject([{ kind: 'node-debug-pod', state: 'removed' }]);
    // The kubelet takes a moment to end it.
    const after = async () =>
      (await readRun(cluster.nodes.runner('worker-2', wanted), ['true'], { deadline: 10_000 })).end.kind;
    await expect.poll(after, { timeout: 15_000 }).toBe('failed');
    await expect(cluster.nodes.way('worker-2', wanted)).rejects.toThrow(/debug pod/);
  });
});
