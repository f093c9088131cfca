import { describe, expect, it } from 'vitest';
import { flannel } from '../../../../src/cni/flannel/flannel.ts';
import {
  amiss,
  annotation,
  devicesOf,
  devicesText,
  flannelNode,
  flannelObjects,
  forwardingOf,
  forwardingText,
  judged,
  neighboursOf,
  neighboursText,
  routesOf,
  routesText,
  subnet,
} from './healthy-cluster.ts';
import { known, notKnown } from '../support.ts';

const worker2 = 'fault flannel/forwarding-entry: worker-1';

describe('a healthy node with flannel', () => {
  it('has nothing amiss, and a cell for each thing that was looked at', () => {
    const { findings, cells } = judged();
    expect(amiss(findings)).toEqual([]);
    expect(Object.entries(cells).map(([key, { text, health }]) => `${key} ${text} ${health}`)).toEqual([
      'agent ready ok',
      'routes 2/2 ok',
      'mtu 1450 ok',
      'kernel ok ok',
      'vxlan up ok',
      'fdb 2/2 ok',
      'arp 2/2 ok',
    ]);
  });

  it('calls no cell well that rests on nothing', () => {
    const why = notKnown('the connection broke');
    const { cells } = judged({ devices: why, routes: why, forwarding: why, neighbours: why, settings: why });
    const { agent, ...looked } = cells;
    expect(agent?.health).toBe('ok');
    expect(new Set(Object.values(looked).map(({ health }) => health))).toEqual(new Set(['unknown']));
  });
});

describe('the way to other nodes’ tunnel ends', () => {
  it('misses an entry of the forwarding database', () => {
    const { findings, cells } = judged({ forwarding: forwardingOf(forwardingText.split('\n')[1] ?? '') });
    expect(amiss(findings)).toEqual([
      `${worker2} has no forwarding entry for worker-2 (7a:1c:4e:90:d2:02 at 192.168.1.12) on flannel.1: packets to its pods are dropped before they leave.`,
    ]);
    expect(cells['fdb']).toEqual({ text: '1/2', health: 'fault' });
  });

  it('sees that an entry leads to another address', () => {
    const { findings } = judged({ forwarding: forwardingOf(forwardingText.replace('192.168.1.12', '192.168.1.99')) });
    expect(amiss(findings)).toEqual([`${worker2} sends what is for worker-2 to 192.168.1.99 instead of 192.168.1.12.`]);
  });

  it('misses a neighbour, and sees a wrong one', () => {
    const [, second = '', third = ''] = neighboursText.split('\n');
    const missing = judged({ neighbours: neighboursOf([second, third].join('\n')) });
    const wrong = judged({ neighbours: neighboursOf(neighboursText.replace('d2:02', 'd2:77')) });
    expect(amiss(missing.findings)).toEqual([
      'fault flannel/neighbour: worker-1 has no neighbour entry for the tunnel end of worker-2 (10.244.2.0) on flannel.1: packets to its pods go nowhere.',
    ]);
    expect(amiss(wrong.findings)).toEqual([
      'fault flannel/neighbour: worker-1 takes 7a:1c:4e:90:d2:77 for the tunnel end of worker-2 (10.244.2.0), which is 7a:1c:4e:90:d2:02.',
    ]);
    expect(missing.cells['arp']).toEqual({ text: '1/2', health: 'fault' });
  });

  it('sees that a route leads by another neighbour than the peer’s tunnel end', () => {
    const { findings } = judged({ routes: routesOf(routesText.replace('via 10.244.2.0', 'via 10.244.3.0')) });
    expect(amiss(findings)).toEqual([
      'fault flannel/route-gateway: The route of worker-1 to the pods of worker-2 (10.244.2.0/24) leads by 10.244.3.0 instead of 10.244.2.0 on flannel.1.',
    ]);
  });

  it('does not ask others for the way to a node that flannel has not registered: that is told on the node itself', () => {
    const nodes = [flannelNode(1), flannelNode(2), flannelNode(3), flannelNode(4, { annotations: {} })];
    expect(amiss(judged({}, flannelObjects(nodes)).findings)).toEqual([]);
    const alone = flannelObjects([flannelNode(1, { annotations: {} })]);
    expect(amiss(judged({}, alone).findings)).toEqual([
      'fault flannel/registered: flannel has not registered worker-1: the other nodes know no way to it.',
    ]);
  });

  it('looks for IPv6 on the device that flannel has for it, and by what it wrote for it', () => {
    const nodes = [1, 2].map((number) => {
      const one = flannelNode(number);
      return {
        ...one,
        podCidrs: [...one.podCidrs, `fd00:${number}::/64`],
        annotations: {
          ...one.annotations,
          [`${annotation}/backend-v6-data`]: `{"VNI":1,"VtepMAC":"7a:1c:4e:90:d6:0${number}"}`,
          [`${annotation}/public-ipv6`]: `fd99::${number}`,
        },
      };
    });
    const device6 = `
7: flannel-v6.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1430 qdisc noqueue state UNKNOWN group default
    link/ether 7a:1c:4e:90:d6:01 brd ff:ff:ff:ff:ff:ff promiscuity 0
    vxlan id 1 local fd99::1 dev eth0 srcport 0 0 dstport 8472 nolearning ttl auto ageing 300`;
    const facts = {
      devices: devicesOf(`${devicesText}${device6}`),
      routes: routesOf(`${routesText}\nfd00:2::/64 via fd00:2:: dev flannel-v6.1 onlink`),
      neighbours: neighboursOf(`${neighboursText}\nfd00:2:: dev flannel-v6.1 lladdr 7a:1c:4e:90:d6:02 PERMANENT`),
      forwarding: forwardingOf(`${forwardingText}\n7a:1c:4e:90:d6:02 dev flannel-v6.1 dst fd99::2 self permanent`),
    };
    const { findings, cells } = judged(facts, flannelObjects(nodes));
    expect(amiss(findings)).toEqual([]);
    expect([cells['fdb']?.text, cells['arp']?.text, cells['routes']?.text]).toEqual(['2/2', '2/2', '2/2']);
    const without = judged({ ...facts, forwarding: forwardingOf(forwardingText) }, flannelObjects(nodes));
    expect(amiss(without.findings)).toEqual([
      'fault flannel/forwarding-entry: worker-1 has no forwarding entry for worker-2 (7a:1c:4e:90:d6:02 at fd99::2) on flannel-v6.1: packets to its pods are dropped before they leave.',
    ]);
  });
});

describe('flannel’s own device', () => {
  it.each([
    [
      'is not there',
      /3: flannel\.1:[\s\S]*?(?=4: cni0)/,
      '',
      'missing',
      'worker-1 has no flannel.1: its pods reach no other node.',
    ],
    [
      'is down, whose state UNKNOWN never says so',
      '3: flannel.1: <BROADCAST,MULTICAST,UP,LOWER_UP>',
      '3: flannel.1: <BROADCAST,MULTICAST>',
      'down',
      'flannel.1 of worker-1 is down: its pods reach no other node.',
    ],
    [
      'has another port',
      'dstport 8472',
      'dstport 4789',
      'wrong',
      'flannel.1 of worker-1 uses UDP port 4789 instead of 8472: it does not hear the others.',
    ],
    ['has another id', 'vxlan id 1', 'vxlan id 7', 'wrong', 'flannel.1 of worker-1 has VXLAN id 7 instead of 1.'],
    [
      'has another MAC address than the others are told',
      '7a:1c:4e:90:d2:01',
      '02:00:00:00:00:01',
      'wrong',
      'flannel.1 of worker-1 has the MAC address 02:00:00:00:00:01, but the other nodes are told 7a:1c:4e:90:d2:01: they send to one that is not there.',
    ],
    [
      'sends from another address',
      'local 192.168.1.11',
      'local 10.0.2.15',
      'wrong',
      'flannel.1 of worker-1 sends from 10.0.2.15, but the other nodes are told 192.168.1.11.',
    ],
  ])('%s', (_what, from, to, word, sentence) => {
    const { findings, cells } = judged({ devices: devicesOf(devicesText.replace(from, to)) });
    expect(amiss(findings)).toContain(`fault flannel/tunnel: ${sentence}`);
    expect(cells['vxlan']).toEqual({ text: word, health: 'fault' });
  });

  it('takes id and port from net-conf.json', () => {
    const conf = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan","VNI":4096,"Port":4789}}';
    const cluster = flannelObjects(undefined, {
      configMaps: new Map([['kube-flannel/kube-flannel-cfg', { 'net-conf.json': conf }]]),
    });
    const other = (text: string) =>
      text.replaceAll('flannel.1 ', 'flannel.4096 ').replace('flannel.1:', 'flannel.4096:');
    const { findings } = judged(
      {
        devices: devicesOf(other(devicesText).replace('vxlan id 1', 'vxlan id 4096').replace('8472', '4789')),
        routes: routesOf(other(routesText)),
        neighbours: neighboursOf(other(neighboursText)),
        forwarding: forwardingOf(other(forwardingText)),
      },
      cluster,
    );
    expect(amiss(findings)).toEqual([]);
  });
});

describe('what flannel told its CNI plugin', () => {
  it.each([
    [{}, 'There is no subnet for worker-1 in /run/flannel/subnet.env: new pods there get no network.'],
    [
      { ...subnet, FLANNEL_SUBNET: '10.244.9.1/24' },
      'flannel on worker-1 gives pods addresses of 10.244.9.1/24, which is not of its podCIDR 10.244.1.0/24.',
    ],
    [
      { ...subnet, FLANNEL_NETWORK: '10.42.0.0/16' },
      'flannel on worker-1 was written for network 10.42.0.0/16, but net-conf.json says 10.244.0.0/16.',
    ],
    [{ ...subnet, FLANNEL_MTU: '1500' }, 'flannel on worker-1 gives pods an MTU of 1500, but flannel.1 takes 1450.'],
  ])('%j is a fault', (variables, sentence) => {
    expect(amiss(judged({ flannelSubnet: known(variables) }).findings)).toEqual([
      `fault flannel/subnet-file: ${sentence}`,
    ]);
  });

  it('says nothing of a file that cannot be seen from a container', () => {
    const way = {
      transport: 'cni-pod',
      place: { kind: 'node', text: 'the pod' },
      reason: '',
      sees: 'network',
    } as const;
    expect(amiss(judged({ way, flannelSubnet: notKnown('its files are not seen') }).findings)).toEqual([]);
  });

  it('sees a bridge with an address of another podCIDR', () => {
    const { findings } = judged({ devices: devicesOf(devicesText.replace('10.244.1.1/24', '10.244.7.1/24')) });
    expect(amiss(findings)).toEqual([
      'fault flannel/bridge-address: cni0 of worker-1 has 10.244.7.1/24, not an address of its podCIDR 10.244.1.0/24: no pod can be added.',
    ]);
  });
});

describe('flannel’s log', () => {
  const well = 'I1123 10:00:00.000001       1 main.go:381] Running backend.';
  const sick = 'E1123 10:00:01.000001       1 vxlan_network.go:145] AddFDB failed: operation not permitted';

  it('is told where its last known line is a sick one', () => {
    expect(amiss(judged({}, undefined, [well, sick]).findings)).toEqual([
      "warning flannel/log: flannel's log on worker-1 says: an entry of the forwarding database could not be made: operation not permitted.",
    ]);
  });

  it('is over with a healthy line', () => {
    expect(amiss(judged({}, undefined, [sick, well]).findings)).toEqual([]);
  });

  it('is a fault where the pod is not ready', () => {
    const one = flannelNode(1);
    const { agent } = one;
    const notReady = { ...one, agent: agent && { ...agent, ready: false } };
    const cluster = flannelObjects([notReady, flannelNode(2), flannelNode(3)]);
    const line =
      'E1123 10:00:01.000001       1 main.go:268] Failed to check br_netfilter: stat /proc/sys/net/bridge/bridge-nf-call-iptables: no such file or directory';
    expect(amiss(judged({}, cluster, [line]).findings)).toEqual([
      'fault common/agent: cni/agent-worker-1 on worker-1 is not ready.',
      "fault flannel/log: flannel's log on worker-1 says: the module br_netfilter is not loaded: flannel stops.",
    ]);
  });
});

describe('other backends', () => {
  const backend = (type: string) => ({
    configMaps: new Map([
      [
        'kube-flannel/kube-flannel-cfg',
        { 'net-conf.json': `{"Network":"10.244.0.0/16","Backend":{"Type":"${type}"}}` },
      ],
    ]),
  });
  const nodesWith = (type: string) =>
    [1, 2, 3].map((number) => {
      const one = flannelNode(number);
      return {
        ...one,
        annotations: {
          ...one.annotations,
          [`${annotation}/backend-type`]: type,
          [`${annotation}/backend-data`]: 'null',
        },
      };
    });
  const direct = routesText
    .replace('via 10.244.2.0 dev flannel.1 onlink', 'via 192.168.1.12 dev eth0')
    .replace('via 10.244.3.0 dev flannel.1 onlink', 'via 192.168.1.13 dev eth0');

  it('host-gw needs routes to the peers’ own addresses, and no tunnel', () => {
    const cluster = flannelObjects(nodesWith('host-gw'), backend('host-gw'));
    const facts = {
      routes: routesOf(direct),
      forwarding: forwardingOf(''),
      neighbours: neighboursOf(''),
      devices: devicesOf(
        devicesText.replace(/3: flannel\.1:[\s\S]*?(?=4: cni0)/, '').replaceAll('mtu 1450', 'mtu 1500'),
      ),
      flannelSubnet: known({ ...subnet, FLANNEL_MTU: '1500' }),
    };
    const { findings, cells } = judged(facts, cluster);
    expect(amiss(findings)).toEqual([]);
    expect(Object.keys(cells)).toEqual(['agent', 'routes', 'mtu', 'kernel']);
    const wrong = judged(
      { ...facts, routes: routesOf(direct.replace('via 192.168.1.12', 'via 192.168.1.1')) },
      cluster,
    );
    expect(amiss(wrong.findings)).toEqual([
      'fault flannel/route-gateway: The route of worker-1 to the pods of worker-2 (10.244.2.0/24) leads by 192.168.1.1 instead of 192.168.1.12 on eth0.',
    ]);
  });

  it('VXLAN with DirectRouting may go beside the tunnel, without it it may not', () => {
    const directRouting = {
      configMaps: new Map([
        [
          'kube-flannel/kube-flannel-cfg',
          { 'net-conf.json': '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan","DirectRouting":true}}' },
        ],
      ]),
    };
    expect(amiss(judged({ routes: routesOf(direct) }, flannelObjects(undefined, directRouting)).findings)).toEqual([]);
    expect(amiss(judged({ routes: routesOf(direct) }).findings)).toHaveLength(2);
  });

  it('a node that still runs the backend of before is told', () => {
    const cluster = flannelObjects(nodesWith('host-gw'));
    expect(amiss(judged({}, cluster).findings)).toContain(
      'fault flannel/backend: flannel on worker-1 runs the backend host-gw, but net-conf.json says vxlan: it reads that only when it starts.',
    );
  });
});

describe('flannel as a whole', () => {
  const whole = (more: Parameters<typeof flannelObjects>[1], nodes?: Parameters<typeof flannelObjects>[0]) => {
    const objects = flannelObjects(nodes, more);
    return flannel.judgeCluster(
      { objects, shared: undefined, expects: flannel.expects(objects, undefined) },
      new Map(),
    );
  };

  it('says that policies have no effect, where there are any', () => {
    expect(amiss(whole({ policies: 2 }).findings)).toEqual([
      'warning flannel/no-enforcer: flannel enforces no policy, and nobody beside it does: 2 NetworkPolicies without effect.',
    ]);
    expect(amiss(whole({ policies: 0 }).findings)).toEqual([]);
  });

  it('sees a podCIDR outside of its Network', () => {
    expect(amiss(whole({}, [flannelNode(1, { podCidrs: ['10.42.1.0/24'] })]).findings)).toEqual([
      'fault flannel/network: The podCIDR 10.42.1.0/24 of worker-1 lies outside of Network 10.244.0.0/16 of configmap kube-flannel/kube-flannel-cfg: flannel makes no way to it.',
    ]);
  });

  it('tells a net-conf.json that is no JSON', () => {
    const configMaps = new Map([['kube-flannel/kube-flannel-cfg', { 'net-conf.json': '{"Network":' }]]);
    expect(whole({ configMaps }).facts[0]).toMatchObject({ name: 'net-conf.json', health: 'fault' });
  });

  it('does not call a ConfigMap well that could not be read', () => {
    expect(whole({ configMaps: new Map() }).facts[0]).toMatchObject({ name: 'net-conf.json', health: 'unknown' });
  });
});
