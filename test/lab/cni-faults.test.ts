import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo/client/start-demo.ts';
import { setDemoFault } from '../../demo/client/running-demos.ts';
import { openCluster } from '../../src/cluster-worker/open-cluster.ts';
import type { Cluster } from '../../src/contracts/cluster.ts';
import { waitUntil } from '../../src/store/wait-until.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { keyFolder } from '../support/ssh-server.ts';
import { programs } from './support/bench.ts';

/** What is broken, the only node on which it may show, and what must be found there. */
const broken: readonly (readonly [fault: string, node: string, finding: string])[] = [
  ['fdb-missing', 'worker-1', 'flannel/forwarding-entry'],
  ['route-missing', 'worker-1', 'common/pod-routes'],
  ['neighbour-missing', 'worker-1', 'flannel/neighbour'],
  ['ip-forward-off', 'worker-2', 'common/ip-forward'],
  ['wrong-mtu', 'worker-2', 'common/mtu'],
  ['rp-filter', 'worker-2', 'common/rp-filter'],
  ['second-cni-conf', 'worker-3', 'common/cni-conf'],
  ['conntrack-full', 'worker-3', 'common/conntrack'],
];

describeWithPrograms(
  'What is broken on a node of the lab, by the look at its CNI',
  [...programs, 'ssh', 'conntrack'],
  () => {
    const keys = keyFolder();
    let demo: Demo;
    let cluster: Cluster;
    beforeAll(async () => {
      demo = await startDemo({ backend: 'lab', faults: [] });
      keys.write('config', `Include "${demo.ssh.config}"\n`);
      cluster = openCluster({
        kubeconfig: demo.kubeconfig,
        mode: 'observe',
        nodes: {
          ssh: {
            user: undefined,
            address: 'auto',
            transport: 'auto',
            hosts: {},
            configFile: keys.file('config'),
            accepted: [],
          },
          local: { home: keys.path, name: 'anna' },
          runtimeFolder: keys.file('runtime'),
          stateFolder: keys.file('state'),
          named: undefined,
        },
      });
      await waitUntil(cluster.status, ({ cni }) => cni?.agents.some(({ pod }) => pod !== undefined) === true, 20_000);
    });
    afterAll(async () => {
      await cluster.close();
      await demo.stop();
      keys.remove();
    });

    /** Looks anew; what is amiss, by node. Fails where that takes longer than an operator waits. */
    async function look(): Promise<Readonly<Record<string, readonly string[]>>> {
      await Promise.race([
        cluster.cni.refresh(),
        new Promise((_, reject) => {
          setTimeout(() => reject(new Error('The look took longer than ten seconds.')), 10_000).unref();
        }),
      ]);
      const state = cluster.cni.state.getSnapshot();
      return Object.fromEntries(
        (state?.nodes ?? []).map(({ node, health, findings, problem }) => [
          node,
          health === 'ok'
            ? []
            : [
                ...findings.map(({ id, health: of, sentence }) => `${of} ${id}: ${sentence}`),
                ...(problem === undefined ? [] : [problem]),
              ],
        ]),
      );
    }
    const fault = (name: string, on: boolean) => setDemoFault(name, on, demo.kubeconfig);
    const healthy = { 'worker-1': [], 'worker-2': [], 'worker-3': [] };

    it('nothing is amiss on a healthy one', async () => {
      expect(await look()).toEqual(healthy);
    });

    it.each(broken)(
      '%s shows on %s and on no other node, and is gone when it is mended',
      { timeout: 60_000 },
      async (name, node, finding) => {
        await fault(name, true);
        try {
          const seen = await look();
          expect(seen).toEqual({ ...healthy, [node]: expect.anything() });
          expect(seen[node]?.join('\n')).toMatch(new RegExp(`^(?:fault|warning) ${finding}: .*${node}`, 'm'));
        } finally {
          await fault(name, false);
        }
        expect(await look()).toEqual(healthy);
      },
    );
  },
);
