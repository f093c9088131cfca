import { describe, expect, it } from 'vitest';
import { lookAtCni } from '../../../src/cni/deep.ts';
import { cniObjects } from '../../../src/cni/objects.ts';
import { oddities } from '../../../src/cni/oddities.ts';
import type { CniObjects } from '../../../src/cni/evidence.ts';
import type { LookParts } from '../../../src/cni/look.ts';
import { detectCni } from '../../../src/cni/detect.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import type { NodeFacts } from '../../../src/contracts/node-facts.ts';
import { systemClock } from '../../../src/kube/clock.ts';
import { atOnce } from '../../../src/policy/pieces.ts';
import { inventoryOf, podObject } from '../inventory/objects.ts';
import { flannelNode, flannelObjects, healthyFacts } from './flannel/healthy-cluster.ts';
import { known, scriptedReach } from './support.ts';

async function looked(
  cluster: CniObjects,
  facts: LookParts['facts'],
  name = 'flannel',
): Promise<Awaited<ReturnType<typeof lookAtCni>>> {
  const look = await lookAtCni(name, {
    clock: systemClock,
    objects: () => cluster,
    facts,
    clusterReach: () => scriptedReach({}),
    nodeReach: () => scriptedReach({ log: [] }),
  });
  await look.run(() => {}, new AbortController().signal);
  return look;
}

const only = flannelObjects([flannelNode(1)]);

describe('a look at the nodes', () => {
  it('asks eight of them at a time, and every one', async () => {
    const nodes = Array.from({ length: 30 }, (_, index) => flannelNode(index + 1));
    let asked = 0;
    let now = 0;
    let most = 0;
    await looked(flannelObjects(nodes), async (node) => {
      asked += 1;
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      now -= 1;
      return healthyFacts({ node });
    });
    expect([asked, most]).toEqual([30, 8]);
  });

  it('tells why a node could not be reached, and calls nothing of it well that was not seen', async () => {
    const look = await looked(flannelObjects([flannelNode(1), flannelNode(2)]), async () => {
      throw new PlumblineError('worker-1 was not reached: over ssh: no route to host.', {
        kind: 'unreachable',
        operation: 'reach a node',
      });
    });
    const [first] = atOnce(look.state(false)).nodes;
    expect(first).toMatchObject({
      health: 'unknown',
      problem: 'worker-1 was not reached: over ssh: no route to host.',
    });
    expect(
      Object.entries(first?.cells ?? {})
        .filter(([, { health }]) => health === 'ok')
        .map(([key]) => key),
    ).toEqual(['agent']);
  });

  it('gives up a node that never answers, and has the others all the same', async () => {
    const late: (() => void)[] = [];
    const clock = {
      ...systemClock,
      after: (_delay: number, callback: () => void) => {
        late.push(callback);
        return () => {};
      },
    };
    const cluster = flannelObjects([flannelNode(1), flannelNode(2)]);
    const look = await lookAtCni('flannel', {
      clock,
      objects: () => cluster,
      facts: (node) => (node === 'worker-1' ? Promise.resolve(healthyFacts()) : new Promise<NodeFacts>(() => {})),
      clusterReach: () => scriptedReach({}),
      nodeReach: () => scriptedReach({ log: [] }),
    });
    let answered = 0;
    const running = look.run(() => {
      answered += 1;
      if (answered === 2) for (const over of late) over();
    }, new AbortController().signal);
    await running;
    const state = atOnce(look.state(false));
    expect(state.nodes.map(({ problem }) => problem)).toEqual([undefined, 'It did not answer in time.']);
  });

  it('keeps rows that say the same, and shows what is well in the detail only', async () => {
    const look = await looked(only, async () => healthyFacts());
    const [first] = atOnce(look.state(false)).nodes;
    const [again] = atOnce(look.state(false)).nodes;
    expect(again).toBe(first);
    expect([first?.health, first?.findings]).toEqual(['ok', []]);
    const { signal } = new AbortController();
    expect((await look.detail('worker-1', signal))?.node.findings.map(({ health }) => health)).toContain('ok');
    expect(await look.detail('nobody', signal)).toBeUndefined();
  });

  it('keeps of many nodes only what was judged, and reads one anew when it is opened', async () => {
    const many = flannelObjects(
      Array.from({ length: 101 }, (_, index) => flannelNode(index + 1, { podCidrs: [], annotations: {} })),
    );
    let asked = 0;
    const look = await looked(many, async (node) => {
      asked += 1;
      return healthyFacts({ node, counters: known([{ name: 'TcpExtListenDrops', value: asked, grown: 0 }]) });
    });
    const before = atOnce(look.state(false)).nodes[0];
    expect([asked, before?.cells['kernel']]).toEqual([101, { text: 'ok', health: 'ok' }]);
    const detail = await look.detail('worker-1', new AbortController().signal);
    expect([asked, detail?.facts?.devices.known]).toEqual([102, true]);
  });

  it('says plainly of a CNI that it knows by name only that it does', async () => {
    const cluster = { ...only, summary: { ...only.summary, name: 'weave' } };
    const state = atOnce((await looked(cluster, async () => healthyFacts(), 'weave')).state(false));
    expect(state.deep).toBe(false);
    expect(state.findings.map(({ sentence }) => sentence)).toEqual([
      'plumbline knows weave by name only: what is common to all CNIs is looked at, its own state is not.',
    ]);
  });

  it('tells a clock that differs from those of the others', async () => {
    const nodes = [1, 2, 3, 4].map((number) => flannelNode(number));
    const look = await looked(flannelObjects(nodes), async (node) =>
      healthyFacts({ node, clockAhead: known(node === 'worker-3' ? -130 : 1) }),
    );
    const said = atOnce(look.state(false)).nodes.map(({ findings }) =>
      findings.filter(({ id }) => id === 'common/clock').map(({ sentence }) => sentence),
    );
    expect(said).toEqual([
      [],
      [],
      ['The clock of worker-3 is 131 s behind those of the other nodes: certificates and tokens may be refused.'],
      [],
    ]);
  });
});

describe('the odd one out', () => {
  const nodes = (...values: readonly string[]) =>
    new Map(values.map((value, index) => [`worker-${index + 1}`, { mtu: value }] as const));

  it('is told where most others agree', () => {
    expect(oddities(nodes('1450', '1400', '1450')).get('worker-2')).toEqual(['mtu 1400, others 1450']);
  });

  it('is nobody where there is no majority, or there are only two', () => {
    expect([...oddities(nodes('1450', '1400', '1500')).values()].flat()).toEqual([]);
    expect([...oddities(nodes('1450', '1400')).values()].flat()).toEqual([]);
  });
});

describe('what the objects say of the nodes', () => {
  it('finds running pods that claim one address, those in the node’s network left out', () => {
    const pod = (name: string, more: object) =>
      podObject('shop', name, {
        spec: { nodeName: 'n1', ...more },
        status: { phase: 'Running', podIP: '10.244.1.7', podIPs: [{ ip: '10.244.1.7' }] },
      });
    const inventory = inventoryOf({
      pods: [
        pod('a', {}),
        pod('b', { nodeName: 'n2' }),
        pod('host', { hostNetwork: true }),
        podObject('shop', 'done', { status: { phase: 'Succeeded', podIP: '10.244.1.7' } }),
      ],
    });
    expect(cniObjects(inventory, detectCni(inventory)).sharedAddresses).toEqual([
      { address: '10.244.1.7', pods: ['shop/a on n1', 'shop/b on n2'], nodes: ['n1', 'n2'] },
    ]);
  });
});
