import { describe, expect, it } from 'vitest';
import { calico } from '../../../../src/cni/calico/calico.ts';
import { felixFacts, felixFindings, felixSettingsOf } from '../../../../src/cni/calico/felix.ts';
import { componentOf, judgeOperator } from '../../../../src/cni/calico/operator-status.ts';
import { poolOfObject } from '../../../../src/cni/calico/ip-pool.ts';
import { calicoTunnelEnds } from '../../../../src/cni/calico/tunnel-ends.ts';
import { parseForwardingEntries } from '../../../../src/tools/bridge/fdb.ts';
import { parseDevices } from '../../../../src/tools/ip/devices.ts';
import { parseNeighbours } from '../../../../src/tools/ip/neighbours.ts';
import { parseRoutes } from '../../../../src/tools/ip/routes.ts';
import { inventoryOf, podObject } from '../../inventory/objects.ts';
import { known, node, nodeFacts, notKnown, objects, output, scriptedReach } from '../support.ts';

const calicoNode = (name: string, last: number) =>
  node(name, {
    internalAddresses: [`192.168.1.${last}`],
    annotations: {
      'projectcalico.org/IPv4Address': `192.168.1.${last}/24`,
      'projectcalico.org/IPv4VXLANTunnelAddr': `10.48.${last}.0`,
    },
  });
const nodes = [calicoNode('worker-1', 11), calicoNode('worker-2', 12)];
const [worker = node('worker-1'), peer = node('worker-2')] = nodes;
const cluster = objects(nodes);
const [end] = calicoTunnelEnds(peer);
const items = (...list: object[]) => ({ items: list });
const block = (cidr: string, holder: string) => ({
  spec: { cidr, affinity: `host:${holder}`, allocations: Array.from({ length: 64 }, () => null), attributes: [] },
});
const crd = '/apis/crd.projectcalico.org/v1';
const api = {
  [`${crd}/ippools`]: items({
    metadata: { name: 'main' },
    spec: { cidr: '10.48.0.0/16', vxlanMode: 'Always', natOutgoing: true },
  }),
  [`${crd}/ipamblocks`]: items(block('10.48.11.0/26', 'worker-1'), block('10.48.12.0/26', 'worker-2')),
  [`${crd}/ipamconfigs`]: items(),
  [`${crd}/felixconfigurations`]: items({ metadata: { name: 'default' }, spec: { vxlanMTU: 1450 } }),
  [`${crd}/bgpconfigurations`]: items(),
  [`${crd}/tiers`]: items(
    { metadata: { name: 'default' }, spec: { order: 1_000_000 } },
    { metadata: { name: 'security' }, spec: { order: 100, defaultAction: 'Pass' } },
  ),
  [`${crd}/caliconodestatuses`]: items(),
  '/apis/operator.tigera.io/v1/tigerastatuses': items({
    metadata: { name: 'calico' },
    status: { conditions: [{ type: 'Available', status: 'True' }] },
  }),
  '/apis/operator.tigera.io/v1/installations': items({
    metadata: { name: 'default' },
    spec: { calicoNetwork: { bgp: 'Disabled', linuxDataplane: 'Iptables' } },
  }),
};

const device = `4: vxlan.calico: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN mode DEFAULT group default
    link/ether ${calicoTunnelEnds(worker)[0]?.mac} brd ff:ff:ff:ff:ff:ff
    vxlan id 4096 local 192.168.1.11 dev eth0 srcport 0 0 dstport 4789 nolearning ttl auto ageing 300`;
const route = '10.48.12.0/26 via 10.48.12.0 dev vxlan.calico proto 80 onlink';
const forwarding = `${end?.mac} dev vxlan.calico dst 192.168.1.12 self permanent`;
const neighbour = `10.48.12.0 dev vxlan.calico lladdr ${end?.mac} PERMANENT`;

function facts(
  change: {
    readonly routes?: string;
    readonly forwarding?: string;
    readonly neighbours?: string;
    readonly device?: string;
  } = {},
) {
  const read = (text: string) => text.split('\n').filter((line) => line !== '');
  return nodeFacts({
    devices: known(parseDevices(read(change.device ?? device)).items),
    routes: known(parseRoutes(['default via 192.168.1.1 dev eth0', ...read(change.routes ?? route)]).items),
    forwarding: known(parseForwardingEntries(read(change.forwarding ?? forwarding)).items),
    neighbours: known(parseNeighbours(read(change.neighbours ?? neighbour)).items),
  });
}

async function look(reach: ReturnType<typeof scriptedReach>, change?: Parameters<typeof facts>[0]) {
  const shared = await calico.gatherShared(cluster, reach);
  const evidence = { objects: cluster, shared, expects: calico.expects(cluster, shared) };
  const own = await calico.gatherNode(worker, reach, evidence);
  const ofNode = { node: 'worker-1', at: 0, way: undefined, problem: undefined, facts: facts(change), own, raw: [] };
  return {
    own,
    evidence,
    judged: calico.judgeNode(worker, ofNode, evidence),
    whole: calico.judgeCluster(evidence, new Map([['worker-1', ofNode]])),
  };
}

describe('a node with Calico over VXLAN', () => {
  const inventory = inventoryOf({ pods: [podObject('shop', 'web', { status: { podIPs: [{ ip: '10.48.11.5' }] } })] });

  it('is well with device, route, forwarding entry and neighbour, without BIRD being asked', async () => {
    const reach = scriptedReach({ api, agent: {}, log: [] });
    const { judged, evidence } = await look(reach);
    expect(judged.cells).toEqual({
      bgp: { text: 'off', health: 'ok' },
      blocks: { text: '1/1', health: 'ok' },
      vxlan: { text: '1/1', health: 'ok' },
      addresses: { text: '0/64', health: 'ok' },
    });
    expect(reach.asked.some((line) => line.includes('birdcl'))).toBe(false);
    expect(evidence.expects.tunnel).toEqual({ encapsulation: 'vxlan', device: 'vxlan.calico' });
  });

  it.each([
    [
      'without the forwarding entry',
      { forwarding: '' },
      'calico/forwarding-entry',
      'has no forwarding entry for worker-2',
    ],
    [
      'with a forwarding entry elsewhere',
      { forwarding: forwarding.replace('192.168.1.12', '192.168.1.77') },
      'calico/forwarding-entry',
      'to 192.168.1.77 instead of 192.168.1.12',
    ],
    [
      'without the neighbour',
      { neighbours: '' },
      'calico/neighbour',
      'has no neighbour entry for the tunnel end of worker-2',
    ],
    ['without the route', { routes: '' }, 'calico/block-route', 'packets leave by the default route'],
    [
      'with the other’s block blackholed (CN11)',
      { routes: 'blackhole 10.48.12.0/26 proto 80' },
      'calico/block-route',
      'as if the block were its own',
    ],
    ['without the device', { device: '' }, 'calico/tunnel', 'has no vxlan.calico'],
    [
      'with the device down',
      { device: device.replace('UP,LOWER_UP', 'NOARP').replace('UNKNOWN', 'DOWN') },
      'calico/tunnel',
      'is down',
    ],
  ])('%s is a fault', async (_title, change, id, words) => {
    const { judged } = await look(scriptedReach({ api, agent: {} }), change);
    const found = judged.findings.find((one) => one.id === id);
    expect(found?.health).toBe('fault');
    expect(found?.sentence).toContain(words);
  });

  it('tells tiers in their order (CA08), the operator, and records that disagree with the pods', async () => {
    const { whole } = await look(scriptedReach({ api, agent: {}, inventory }));
    const text = (name: string) => whole.facts.find((fact) => fact.name === name)?.text;
    expect(text('tiers')).toBe('security (100, then the next tier) → default (1000000, then deny)');
    expect(text('operator')).toBe('Calico installed by its operator, BGP disabled, dataplane Iptables');
    expect(text('felix')).toBe('MTU 1450 over VXLAN');
    expect(text('address records')).toBe('0 leaked, 1 unrecorded, 0 in no pool');
    expect(whole.findings.map(({ id }) => id)).toEqual(['calico/address-unrecorded']);
  });

  it('knows nothing, and calls nothing well, where nothing may be read', async () => {
    const { judged, whole } = await look(scriptedReach({}));
    expect(judged.cells['bgp']?.health).toBe('unknown');
    expect(judged.cells['blocks']?.health).toBe('unknown');
    expect(judged.cells['addresses']?.health).toBe('unknown');
    expect(whole.facts.filter(({ health }) => health === 'ok')).toEqual([]);
  });
});

describe('how the state of BGP is had', () => {
  const ipip = {
    ...api,
    [`${crd}/ippools`]: items({
      metadata: { name: 'main' },
      spec: { cidr: '10.48.0.0/16', ipipMode: 'Always', natOutgoing: true },
    }),
    '/apis/operator.tigera.io/v1/installations': items(),
  };
  const birdcl = 'birdcl -s /var/run/calico/bird.ctl show protocols';
  const protocols =
    'BIRD v0.3.3+birdv1.6.8 ready.\nname     proto    table    state  since       info\nMesh_192_168_1_12 BGP      master   up     09:00:00    Established\n';

  it('by birdcl in the pod', async () => {
    const { judged } = await look(scriptedReach({ api: ipip, agent: { [birdcl]: output(protocols) } }));
    expect(judged.cells['bgp']).toEqual({ text: '1/1', health: 'ok' });
  });

  it('by calicoctl on the node, with root, where the pod cannot be asked; it tells why', async () => {
    const status = 'Calico process is running.\n\nThe BGP backend process (BIRD) is not running.\n';
    const reach = scriptedReach({ api: ipip, node: { 'calicoctl node status': output(status) } });
    const { own, judged } = await look(reach);
    expect(own.sessions).toMatchObject({ known: true, value: { runs: false } });
    expect(own.sessions.known && own.sessions.value.how).toContain('There is no calico-node pod');
    expect(judged.cells['bgp']).toEqual({ text: 'no BIRD', health: 'fault' });
  });

  it('by nothing: every way is named with why it will not do', async () => {
    const { own } = await look(scriptedReach({ api: ipip, agent: {} }));
    expect(own.sessions.known ? '' : own.sessions.why).toBe(
      'birdcl in calico-node says nothing of sessions: There is no birdcl there. No CalicoNodeStatus tells of it. calicoctl node status on the node: There is no calicoctl there.',
    );
  });

  it('pools are listed by calicoctl where the API server refuses them', async () => {
    const { [`${crd}/ippools`]: _pools, ...refused } = api;
    const table =
      'NAME    CIDR               NAT    IPIPMODE   VXLANMODE   DISABLED   SELECTOR\npool1   192.168.0.0/18     true   Never      Always      false      all()\n';
    const { whole } = await look(
      scriptedReach({ api: refused, agent: {}, node: { 'calicoctl get ippool -o wide': output(table) } }),
    );
    expect(whole.facts.find(({ name }) => name === 'IP pool pool1')?.text).toContain('192.168.0.0/18 over VXLAN');
  });
});

describe('readiness, log and eBPF', () => {
  it('tells why probes failed (CA03) and what the log knows (CA12)', async () => {
    const event = {
      metadata: { name: 'e', namespace: 'cni', uid: 'e' },
      reason: 'Unhealthy',
      type: 'Warning',
      message: 'Readiness probe failed: calico/node is not ready: BIRD is not ready: BGP not established with 10.0.0.1',
      involvedObject: { kind: 'Pod', namespace: 'cni', name: 'agent-worker-1', uid: 'u' },
      lastTimestamp: '2026-11-23T09:59:00Z',
      count: 1,
    };
    const log = [
      '2026-11-23 09:59:00.123 [ERROR][55] felix/bpf_ep_mgr.go 1: Failed to apply policy to endpoint, leaving it dirty',
    ];
    const { judged } = await look(scriptedReach({ api, agent: {}, inventory: inventoryOf({ events: [event] }), log }));
    expect(
      judged.findings.filter(({ id }) => /readiness|log/.test(id)).map(({ id, health }) => `${health} ${id}`),
    ).toEqual(['warning calico/readiness', 'warning calico/log']);
  });

  it('reads eBPF’s counters where it carries the packets (CA11), by either program', async () => {
    const bpf = {
      ...api,
      [`${crd}/felixconfigurations`]: items({ metadata: { name: 'default' }, spec: { bpfEnabled: true } }),
    };
    const dump = [
      '+----------+-------------------+---------+--------+-----+',
      '| CATEGORY |       TYPE        | INGRESS | EGRESS | XDP |',
      '+----------+-------------------+---------+--------+-----+',
      '| Dropped  | by policy         |       0 |     11 | N/A |',
      '|          | incorrect checksum|       4 |      0 | N/A |',
      '+----------+-------------------+---------+--------+-----+',
    ].join('\n');
    const { judged } = await look(
      scriptedReach({ api: bpf, agent: { 'calico component node bpf counters dump': output(dump) } }),
    );
    expect(
      judged.findings
        .filter(({ id }) => id.startsWith('calico/bpf-'))
        .map(({ health, sentence }) => `${health} ${sentence}`),
    ).toEqual([
      'warning eBPF on worker-1 has dropped packets since its programs were attached: incorrect checksum 4.',
      'unknown On worker-1 policies have dropped 11 packets in eBPF.',
    ]);
  });
});

describe('settings and operator', () => {
  const felix = (spec: object) =>
    known([{ metadata: { name: 'default' }, spec }].flatMap((one) => felixSettingsOf(one) ?? []));
  const vxlan = [{ metadata: { name: 'main' }, spec: { cidr: '10.48.0.0/16', vxlanMode: 'Always' } }].flatMap(
    (one) => poolOfObject(one) ?? [],
  );

  it.each([
    ['VXLAN switched off though a pool needs it', { vxlanEnabled: false }, 'fault calico/felix-tunnel'],
    ['policyAuditMode, which there is not', { policyAuditMode: true }, 'warning calico/felix-unknown-field'],
    ['a log at level Debug', { logSeverityScreen: 'Debug' }, 'warning calico/felix-log'],
    ['settings of eBPF without eBPF', { bpfDataIfacePattern: '^eth' }, 'warning calico/felix-bpf-unused'],
  ])('%s', (_title, spec, expected) => {
    expect(felixFindings(felix(spec), vxlan).map(({ id, health }) => `${health} ${id}`)).toEqual([expected]);
  });

  it('what is set for one node is told apart', () => {
    const own = felixSettingsOf({ metadata: { name: 'node.worker-2' }, spec: { defaultEndpointToHostAction: 'Drop' } });
    expect(felixFacts(known(own === undefined ? [] : [own]))).toEqual([
      {
        name: 'felix on worker-2',
        text: 'what pods send to their own node is dropped unless a policy allows it',
        health: 'ok',
      },
    ]);
  });

  it('a degraded part of the operator is a fault in its own words; without status nothing is known', () => {
    const status = (conditions: object[]) =>
      known([componentOf({ metadata: { name: 'calico' }, status: { conditions } })].flatMap((one) => one ?? []));
    const degraded = judgeOperator(
      status([
        { type: 'Degraded', status: 'True', message: 'Pod calico-node has crash looping container' },
        { type: 'Available', status: 'False' },
      ]),
      undefined,
    );
    expect(degraded.findings[0]).toMatchObject({
      health: 'fault',
      sentence: 'The operator says that calico is degraded: Pod calico-node has crash looping container.',
    });
    expect(judgeOperator(status([]), undefined).findings[0]?.health).toBe('unknown');
    expect(judgeOperator(notKnown('Forbidden.'), undefined).facts[0]?.health).toBe('unknown');
  });
});
