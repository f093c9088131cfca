import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo/client/start-demo.ts';
import type { NodeFacts } from '../../src/contracts/node-facts.ts';
import { gatherNodeFacts } from '../../src/node-facts/gather.ts';
import { nodePage } from '../../src/node-facts/page/page.ts';
import { podDevice } from '../../src/node-facts/pod-device.ts';
import type { SshReach } from '../../src/reach/ssh/open-ssh-reach.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { deskOver, runTo, testReach } from '../support/ssh-reach.ts';
import { keyFolder } from '../support/ssh-server.ts';
import { programs } from './support/bench.ts';

describeWithPrograms('facts of a node of the lab, over ssh', [...programs, 'ssh', 'conntrack'], () => {
  const keys = keyFolder();
  const node = { name: 'worker-2', host: { host: 'worker-2' } };
  let demo: Demo;
  let reach: SshReach;
  beforeAll(async () => {
    demo = await startDemo({ backend: 'lab', faults: [] });
    keys.write('config', `Include "${demo.ssh.config}"\n`);
    reach = testReach(keys, 'config', { mode: 'write' });
  });
  afterAll(async () => {
    await reach.close();
    await demo.stop();
    keys.remove();
  });

  const look = async (before?: NodeFacts): Promise<NodeFacts> => {
    const { runner, way } = deskOver(reach, node);
    return await gatherNodeFacts(runner('worker-2'), {
      node: 'worker-2',
      way: await way('worker-2'),
      signal: AbortSignal.timeout(60_000),
      ...(before === undefined ? {} : { before }),
    });
  };
  const root = (...argv: readonly string[]) =>
    runTo(deskOver(reach, node).runner('worker-2'), [...argv], { sudo: true });
  const amiss = (facts: NodeFacts) =>
    nodePage(facts).flatMap(({ about, health, text }) =>
      health === 'fault' || health === 'warning' ? [`${about}: ${text}`] : [],
    );

  it('are all known on a healthy one, nothing is amiss, and pods are found on its bridge', async () => {
    const facts = await look();
    const unknown = Object.entries(facts).flatMap(([name, fact]: [string, unknown]) =>
      typeof fact === 'object' && fact !== null && 'known' in fact && fact.known === false ? [[name, fact]] : [],
    );
    expect(unknown).toEqual([]);
    expect(amiss(facts)).toEqual([]);
    const neighbour = facts.neighbours.known
      ? facts.neighbours.value.find(({ device }) => device === 'cni0')
      : undefined;
    if (neighbour !== undefined) {
      const pod = { namespace: 'shop', name: 'any', addresses: [neighbour.address] };
      expect(podDevice(facts, pod)).toMatchObject({ found: true, device: { master: 'cni0' } });
    }
  });

  it('tell what was broken: forwarding off, a wrong MTU, a strict filter, a second CNI file', async () => {
    await root('sysctl', '-w', 'net.ipv4.ip_forward=0', 'net.ipv4.conf.flannel/1.rp_filter=1');
    await root('ip', 'link', 'set', 'flannel.1', 'mtu', '1400');
    await root('sh', '-c', 'echo \'{"name":"old","type":"lost"}\' >/etc/cni/net.d/05-old.conf');
    const told = amiss(await look()).join('\n');
    expect(told).toMatch(/net\.ipv4\.ip_forward is 0/);
    expect(told).toMatch(/strict on flannel\.1/);
    expect(told).toMatch(/pods: .*MTU 1450 .*more than the 1400 of the tunnel/);
    expect(told).toMatch(/CNI: lost of 05-old\.conf is not among the plugins/);
    expect(told).toMatch(/10-flannel\.conflist is there too/);
  });
});
