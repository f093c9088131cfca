import { describe, expect, it } from 'vitest';
import { blockOfObject } from '../../../../src/cni/calico/address-block.ts';
import { addressLeaks } from '../../../../src/cni/calico/address-leaks.ts';
import { addressUse } from '../../../../src/cni/calico/address-use.ts';
import { poolOfObject } from '../../../../src/cni/calico/ip-pool.ts';
import { judgeAddresses, judgeNodeAddresses } from '../../../../src/cni/calico/judge-addresses.ts';
import { judgePools } from '../../../../src/cni/calico/judge-pools.ts';
import { known, notKnown } from '../support.ts';

const poolObject = (name: string, spec: object) => ({ metadata: { name }, spec });
const pools = [
  poolObject('main', { cidr: '10.48.0.0/29', blockSize: 30, natOutgoing: true, vxlanMode: 'Always' }),
].flatMap((one) => poolOfObject(one) ?? []);
const pod = (namespace: string, name: string, holder = 'worker-1', timestamp?: string) => ({
  handle_id: `k8s-pod-network.${name}`,
  secondary: { namespace, pod: name, node: holder, ...(timestamp && { timestamp }) },
});
const block = (cidr: string, holder: string | undefined, allocations: (number | null)[], attributes: object[]) =>
  blockOfObject({
    spec: { cidr, ...(holder && { affinity: `host:${holder}` }), allocations, unallocated: [], attributes },
  });
const blocksOf = (...blocks: ReturnType<typeof block>[]) => blocks.flatMap((one) => one ?? []);
const settings = known({ strictAffinity: false, autoAllocateBlocks: true, maxBlocksPerHost: undefined });
const strict = known({ strictAffinity: true, autoAllocateBlocks: true, maxBlocksPerHost: undefined });
const readAt = Date.parse('2026-11-23T10:00:00Z');
const noLeaks = known({ leaked: [], unrecorded: [], outside: [] });

describe('use of addresses (CA05)', () => {
  const full = blocksOf(
    block(
      '10.48.0.0/30',
      'worker-1',
      [0, 1, 2, 3],
      ['a', 'b', 'c', 'd'].map((name) => pod('shop', name)),
    ),
    block('10.48.0.4/30', 'worker-2', [0, 1, null, null], [pod('shop', 'e', 'worker-2'), pod('shop', 'f', 'worker-1')]),
  );

  it('is added up per pool and per node, borrowed addresses with their owner (CA07)', () => {
    const use = addressUse(pools, full);
    expect(use.pools).toEqual([{ pool: 'main', total: 8, given: 6, blocks: 2, freeBlocks: 0 }]);
    expect(use.nodes.get('worker-1')).toEqual({
      blocks: [{ cidr: '10.48.0.0/30', pool: 'main' }],
      total: 4,
      given: 4,
      borrowed: [{ address: '10.48.0.5', block: '10.48.0.4/30', owner: 'worker-2' }],
    });
  });

  it('a node with full blocks and no free block borrows, or with strict affinity has none left', () => {
    const picture = known({ use: addressUse(pools, full), leaks: noLeaks });
    const borrowing = judgeNodeAddresses('worker-1', picture, settings.value, 5);
    expect(borrowing.cell).toEqual({ text: '4/4+1', health: 'warning' });
    expect(borrowing.findings.map(({ id }) => id)).toEqual(['calico/node-full', 'calico/borrowed']);
    const stuck = judgeNodeAddresses('worker-1', picture, strict.value, 5);
    expect(stuck.cell.health).toBe('fault');
    expect(stuck.findings[0]?.sentence).toContain('strict affinity forbids to borrow');
    expect(judgeNodeAddresses('worker-2', picture, settings.value, 2).cell).toEqual({ text: '2/4', health: 'ok' });
  });

  it('a pool whose blocks are all held, and one without a free address, are told', () => {
    const held = judgeAddresses(known({ use: addressUse(pools, full), leaks: noLeaks }), settings);
    expect(held.findings.map(({ id, health }) => [id, health])).toEqual([['calico/pool-blocks', 'warning']]);
    const all = blocksOf(
      block('10.48.0.0/30', 'worker-1', [0, 0, 0, 0], [pod('shop', 'a')]),
      block('10.48.0.4/30', 'worker-2', [0, 0, 0, 0], [pod('shop', 'b', 'worker-2')]),
    );
    const none = judgeAddresses(known({ use: addressUse(pools, all), leaks: noLeaks }), settings);
    expect(none.findings.map(({ id, health }) => [id, health])).toEqual([['calico/pool-full', 'fault']]);
  });

  it('is not known without the blocks, and never well then', () => {
    const picture = notKnown('Forbidden.');
    expect(judgeNodeAddresses('worker-1', picture, undefined, 1).cell.health).toBe('unknown');
    expect(judgeAddresses(picture, settings).facts.at(-1)?.health).toBe('unknown');
  });
});

describe('leaked addresses (CA06)', () => {
  const blocks = blocksOf(
    block(
      '10.48.0.0/30',
      'worker-1',
      [0, 1, 2, 3],
      [
        pod('shop', 'here'),
        pod('shop', 'gone'),
        pod('shop', 'moved'),
        { handle_id: 'vxlan-tunnel-addr-old', secondary: { node: 'old', type: 'vxlanTunnelAddress' } },
      ],
    ),
  );
  const listed = [
    { namespace: 'shop', name: 'here', addresses: ['10.48.0.0'], createdAt: 0 },
    { namespace: 'shop', name: 'moved', addresses: ['10.48.0.6'], createdAt: 0 },
    { namespace: 'shop', name: 'stranger', addresses: ['172.16.0.9'], createdAt: 0 },
    { namespace: 'shop', name: 'new', addresses: ['10.48.0.7'], createdAt: readAt - 1_000 },
  ];
  const world = {
    pods: listed,
    podNamed: (namespace: string, name: string) =>
      listed.find((one) => one.namespace === namespace && one.name === name),
    nodes: new Set(['worker-1']),
    readAt,
  };

  it('are those of pods and nodes that are gone, or that have another address', () => {
    expect(addressLeaks(pools, blocks, world).leaked.map(({ address, why }) => [address, why])).toEqual([
      ['10.48.0.1', 'shop/gone, a pod that is gone'],
      ['10.48.0.2', 'shop/moved, which has 10.48.0.6'],
      ['10.48.0.3', 'the tunnel of old, a node that is gone'],
    ]);
  });

  it('a pod that uses what counts as free, and one outside of every pool, are told; a pod of just now is not', () => {
    const { unrecorded, outside } = addressLeaks(pools, blocks, world);
    expect(unrecorded).toEqual([{ pod: 'shop/moved', address: '10.48.0.6' }]);
    expect(outside).toEqual([{ pod: 'shop/stranger', address: '172.16.0.9' }]);
  });

  it('an address that was given just now is not called leaked', () => {
    const young = blocksOf(
      block('10.48.0.0/30', 'worker-1', [0], [pod('shop', 'unseen', 'worker-1', '2026-11-23 09:59:30.5 +0000 UTC')]),
    );
    expect(addressLeaks(pools, young, world).leaked).toEqual([]);
  });

  it('are not judged where not all pods are known', () => {
    const picture = known({ use: addressUse(pools, blocks), leaks: notKnown('Only one namespace may be read.') });
    const { facts, findings } = judgeAddresses(picture, settings);
    expect(findings).toEqual([]);
    expect(facts.find(({ name }) => name === 'address records')?.health).toBe('unknown');
  });
});

describe('IP pools (CA04, CA13)', () => {
  const around = {
    nodes: new Map([
      ['worker-1', { zone: 'a' }],
      ['worker-2', { zone: 'b' }],
    ]),
    foreign: [{ address: '10.48.0.3', whose: 'Service shop/web' }],
    use: [],
    givesAddresses: true,
  };
  const judged = (spec: object, more: object = {}) =>
    judgePools(
      known(
        [poolObject('main', { cidr: '10.48.0.0/16', natOutgoing: true, vxlanMode: 'Always', ...spec })].flatMap(
          (one) => poolOfObject(one) ?? [],
        ),
      ),
      { ...around, foreign: [], ...more },
    );
  const ids = (found: ReturnType<typeof judged>) => found.findings.map(({ id, health }) => `${health} ${id}`);

  it('a pool that is as it should be is well, in words', () => {
    const { facts, findings } = judged({ vxlanMode: 'CrossSubnet' });
    expect(findings).toEqual([]);
    expect(facts).toEqual([
      {
        name: 'IP pool main',
        text: '10.48.0.0/16 over VXLAN between subnets only, translated to the outside',
        health: 'ok',
      },
    ]);
  });

  it.each([
    ['disabled', { disabled: true }, ['fault calico/no-pool', 'warning calico/pool-disabled']],
    [
      'whose selector fits no node',
      { nodeSelector: "zone == 'c'" },
      ['warning calico/pool-selector', 'fault calico/node-without-pool'],
    ],
    ['that leaves a node without one', { nodeSelector: "zone == 'a'" }, ['fault calico/node-without-pool']],
    ['whose selector cannot be read', { nodeSelector: 'zone = a' }, ['unknown calico/pool-selector']],
    ['in a tunnel without translation', { natOutgoing: false }, ['warning calico/pool-nat']],
    [
      'routed without translation, which may be meant',
      { natOutgoing: false, vxlanMode: 'Never' },
      ['unknown calico/pool-nat'],
    ],
  ])('a pool %s is told', (_title, spec, expected) => {
    expect(ids(judged(spec))).toEqual(expected);
  });

  it('a pool over the addresses of Services is a fault', () => {
    expect(ids(judged({}, { foreign: around.foreign }))).toEqual(['fault calico/pool-overlap']);
  });

  it('says nothing of addresses that another IPAM gives', () => {
    expect(ids(judged({ disabled: true }, { givesAddresses: false }))).toEqual(['warning calico/pool-disabled']);
  });

  it('pools that may not be read are not known', () => {
    expect(judgePools(notKnown('Forbidden.'), around).facts[0]?.health).toBe('unknown');
  });
});
