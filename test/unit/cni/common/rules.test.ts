import { describe, expect, it } from 'vitest';
import type { CniConfigurationFile } from '../../../../src/contracts/node-facts.ts';
import { parseIptables } from '../../../../src/tools/iptables/parse.ts';
import {
  amiss,
  devicesOf,
  devicesText,
  flannelNode,
  flannelObjects,
  judged,
  neighboursOf,
  neighboursText,
  routesOf,
  routesText,
  settings,
  settingsOf,
} from '../flannel/healthy-cluster.ts';
import { known } from '../support.ts';

const of = (id: string, findings: ReturnType<typeof judged>['findings']) =>
  amiss(findings.filter((one) => one.id === `common/${id}`));

describe('routes to other nodes’ pods', () => {
  const [direct, own, second, third, link] = routesText.split('\n');
  const route2 = 'the pods of worker-2 (10.244.2.0/24)';
  it.each([
    [
      'is not there: it leaves by the default route',
      undefined,
      `worker-1 has no route of its own to ${route2}: packets leave by the default route on eth0, where nobody knows them.`,
    ],
    [
      'throws away',
      'blackhole 10.244.2.0/24 proto bird',
      `worker-1 throws away what is sent to ${route2}: its route there is ‘blackhole’.`,
    ],
    [
      'leads over a device that is down',
      `${second} linkdown`,
      `The route of worker-1 to ${route2} leads over flannel.1 that is down.`,
    ],
    [
      'leads over another device',
      '10.244.2.0/24 via 192.168.1.1 dev eth0',
      `The route of worker-1 to ${route2} leads over eth0 by 192.168.1.1 and not over flannel.1.`,
    ],
  ])('%s', (_what, line, sentence) => {
    const text = [direct, own, line, third, link].filter((one) => one !== undefined).join('\n');
    const { findings, cells } = judged({ routes: routesOf(text) });
    expect(of('pod-routes', findings)).toEqual([`fault common/pod-routes: ${sentence}`]);
    expect(cells['routes']).toEqual({ text: '1/2', health: 'fault' });
  });

  it('is answered with ‘unreachable’ where there is no default route either', () => {
    const { findings } = judged({ routes: routesOf([own, third, link].join('\n')) });
    expect(of('pod-routes', findings)).toEqual([
      `fault common/pod-routes: worker-1 has no route to ${route2}: what is sent there is answered with ‘unreachable’.`,
    ]);
  });

  it('may be one wider route, and the narrowest decides', () => {
    const wide = '10.244.0.0/16 via 10.244.2.0 dev flannel.1 onlink';
    expect(of('pod-routes', judged({ routes: routesOf([direct, own, wide, link].join('\n')) }).findings)).toEqual([]);
    const over = [direct, own, wide, 'unreachable 10.244.2.0/24', link].join('\n');
    expect(of('pod-routes', judged({ routes: routesOf(over) }).findings)).toHaveLength(1);
  });

  it('is not taken from another table, nor from the one with the higher metric', () => {
    const elsewhere = [direct, own, `${second} table 100`, third, link].join('\n');
    expect(of('pod-routes', judged({ routes: routesOf(elsewhere) }).findings)).toHaveLength(1);
    const worse = `${routesText}\n10.244.2.0/24 via 192.168.1.1 dev eth0 metric 4000`;
    expect(of('pod-routes', judged({ routes: routesOf(worse) }).findings)).toEqual([]);
  });
});

describe('MTUs', () => {
  it('a tunnel that takes more than the uplink has room for', () => {
    const text = devicesText.replace(
      '3: flannel.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450',
      '3: flannel.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500',
    );
    const { findings, cells } = judged({ devices: devicesOf(text) });
    expect(of('mtu', findings)).toEqual([
      'fault common/mtu: flannel.1 of worker-1 takes 1500 bytes, but eth0 (MTU 1500) leaves 1450 for them: full packets are cut up or lost.',
    ]);
    expect(cells['mtu']).toEqual({ text: '1500', health: 'fault' });
  });

  it('pods that send more than the tunnel takes', () => {
    const text = devicesText.replace(
      'veth5e6f7a8b@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450',
      'veth5e6f7a8b@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000',
    );
    expect(of('mtu', judged({ devices: devicesOf(text) }).findings)).toEqual([
      'fault common/mtu: veth5e6f7a8b of worker-1 takes 9000 bytes, but flannel.1 only 1450: full packets of pods do not fit.',
    ]);
  });

  it('a tunnel over IPv6 needs 20 bytes more', () => {
    const text = devicesText.replace('local 192.168.1.11', 'local fd99::11');
    expect(of('mtu', judged({ devices: devicesOf(text) }).findings)[0]).toContain('leaves 1430 for them');
  });
});

describe('the kernel’s settings', () => {
  it('forwarding that is off, for everything and for one device', () => {
    const off = judged({ settings: settingsOf({ ...settings, 'net.ipv4.ip_forward': '0' }) });
    const one = judged({ settings: settingsOf({ ...settings, 'net.ipv4.conf.flannel/1.forwarding': '0' }) });
    expect(of('ip-forward', off.findings)).toEqual([
      'fault common/ip-forward: net.ipv4.ip_forward is 0 on worker-1: it drops the packets of its pods without a word.',
    ]);
    expect(off.cells['kernel']).toEqual({ text: 'ip_forward', health: 'fault' });
    expect(of('ip-forward', one.findings)).toEqual([
      'fault common/ip-forward: Forwarding is switched off on flannel.1 of worker-1: packets that arrive there go no further.',
    ]);
  });

  const strict = { ...settings, 'net.ipv4.conf.all.rp_filter': '1' };
  const counter = (value: number, grown: number | undefined) =>
    known([{ name: 'TcpExtIPReversePathFilter', value, grown }]);

  it('a strict reverse path filter is no fault by itself, nor for what it dropped long ago', () => {
    expect(of('rp-filter', judged({ settings: settingsOf(strict) }).findings)).toEqual([]);
    expect(of('rp-filter', judged({ settings: settingsOf(strict), counters: counter(812, 0) }).findings)).toEqual([]);
    expect(
      of('rp-filter', judged({ settings: settingsOf(strict), counters: counter(812, undefined) }).findings),
    ).toEqual([]);
  });

  it('it is one where it drops packets now', () => {
    expect(of('rp-filter', judged({ settings: settingsOf(strict), counters: counter(812, 12) }).findings)).toEqual([
      'fault common/rp-filter: The reverse path filter of worker-1 (strict on flannel.1 and cni0) has dropped 12 packets since the last look.',
    ]);
  });

  it('it is one where answers leave by another device; what counts is the greater of all and the device’s own', () => {
    const routes = routesOf(routesText.replace('via 10.244.2.0 dev flannel.1 onlink', 'via 192.168.1.12 dev eth0'));
    const said =
      'fault common/rp-filter: The reverse path filter of worker-1 is strict on flannel.1, where the pods of worker-2 (10.244.2.0/24) come in, but answers to them leave directly by eth0: they are dropped.';
    const own = settingsOf({ ...settings, 'net.ipv4.conf.flannel/1.rp_filter': '1' });
    expect(of('rp-filter', judged({ settings: settingsOf(strict), routes }).findings)).toEqual([said]);
    expect(of('rp-filter', judged({ settings: own, routes }).findings)).toEqual([said]);
    const loose = settingsOf({ ...strict, 'net.ipv4.conf.flannel/1.rp_filter': '2' });
    expect(of('rp-filter', judged({ settings: loose, routes }).findings)).toEqual([]);
  });

  it('bridged packets that pass iptables by, or a module that is not loaded', () => {
    const name = 'net.bridge.bridge-nf-call-iptables';
    const { [name]: _one, ...without } = settings;
    expect(of('bridged', judged({ settings: settingsOf({ ...settings, [name]: '0' }) }).findings)).toEqual([
      `warning common/bridged: ${name} is 0: between pods of worker-1 Services and policies are passed by.`,
    ]);
    expect(of('bridged', judged({ settings: settingsOf(without, { [name]: 'No such file' }) }).findings)).toEqual([
      'warning common/bridged: The module br_netfilter is not loaded on worker-1: between pods of worker-1 Services and policies are passed by.',
    ]);
  });
});

describe('tables that fill up', () => {
  const tracked = (count: number, grown: Readonly<Record<string, number>> = {}) =>
    known({ count, most: 1000, counters: { drop: 9 }, grown });

  it.each([
    [500, {}, []],
    [
      850,
      {},
      [
        'warning common/conntrack: The table of tracked connections is nearly full: 850 of 1000 connections tracked on worker-1; 9 were dropped or thrown out since boot.',
      ],
    ],
    [
      1000,
      {},
      [
        'fault common/conntrack: The table of tracked connections is full: 1000 of 1000 connections tracked on worker-1; 9 were dropped or thrown out since boot. New connections are dropped.',
      ],
    ],
    [
      500,
      { drop: 3, early_drop: 1 },
      [
        'warning common/conntrack: worker-1 dropped or threw out 4 connections since the last look; 500 of 1000 connections tracked on worker-1.',
      ],
    ],
  ])('%i of 1000 connections, grown by %j', (count, grown, sentences) => {
    expect(of('conntrack', judged({ connections: tracked(count, grown) }).findings)).toEqual(sentences);
  });

  it('neighbours, those that were written by hand not counted', () => {
    const few = settingsOf({
      ...settings,
      'net.ipv4.neigh.default.gc_thresh2': '2',
      'net.ipv4.neigh.default.gc_thresh3': '4',
    });
    const more = [21, 22, 23]
      .map((last) => `192.168.1.${last} dev eth0 lladdr 52:54:00:00:02:${last} STALE`)
      .join('\n');
    expect(of('neighbour-table', judged({ settings: few }).findings)).toEqual([]);
    expect(
      of('neighbour-table', judged({ settings: few, neighbours: neighboursOf(`${neighboursText}\n${more}`) }).findings),
    ).toEqual([
      'fault common/neighbour-table: The table of neighbours is full: 4 neighbours on worker-1, where 4 are the most (gc_thresh3). New ones are not reached.',
    ]);
  });
});

describe('iptables', () => {
  const rules = (text: string) => known(parseIptables(text.split('\n')).items, 'iptables');
  const save = (...forward: readonly string[]) =>
    rules(
      [
        '*filter',
        ':INPUT ACCEPT [0:0]',
        ':FORWARD DROP [0:0]',
        ':FLANNEL-FWD - [0:0]',
        ':KUBE-FORWARD - [0:0]',
        ':DOCKER-FORWARD - [0:0]',
        ...forward,
        'COMMIT',
      ].join('\n'),
    );

  it('a chain FORWARD that drops, and accepts only what is marked or of Docker', () => {
    const dropping = save(
      '-A FORWARD -j KUBE-FORWARD',
      '-A FORWARD -j DOCKER-FORWARD',
      '-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT',
      '-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-A DOCKER-FORWARD -i docker0 -j ACCEPT',
    );
    expect(of('forward-policy', judged({ iptables: dropping }).findings)).toEqual([
      'fault common/forward-policy: The chain FORWARD of worker-1 drops by default, and no rule accepts what is of its pods: they reach no other node.',
    ]);
  });

  it('one that accepts the pods’ network in a chain of the CNI’s is well', () => {
    const accepting = save(
      '-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
      '-A FLANNEL-FWD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
    );
    expect(of('forward-policy', judged({ iptables: accepting }).findings)).toEqual([]);
  });

  it('rules of both backends at once', () => {
    const mixed = rules(
      '# Warning: iptables-legacy tables present, use iptables-legacy to see them\n-P FORWARD ACCEPT',
    );
    expect(of('iptables-mix', judged({ iptables: mixed }).findings)).toEqual([
      "warning common/iptables-mix: On worker-1 iptables is the nft one, and there are rules of iptables-legacy as well: both decide, and neither shows the other's.",
    ]);
  });
});

describe('/etc/cni/net.d', () => {
  const file = (
    name: string,
    plugins: readonly string[],
    more: Partial<CniConfigurationFile> = {},
  ): CniConfigurationFile => ({
    folder: '/etc/cni/net.d',
    file: name,
    read: true,
    name: name,
    plugins,
    programs: plugins,
    problem: undefined,
    ...more,
  });
  const own = file('10-flannel.conflist', ['flannel', 'portmap']);
  const conf = (...files: readonly CniConfigurationFile[]) =>
    of('cni-conf', judged({ cniConfiguration: known(files) }).findings);

  it('without any', () => {
    expect(conf()).toEqual([
      'fault common/cni-conf: There is no CNI configuration on worker-1: new pods there get no network.',
    ]);
  });

  it('with another one that comes first by name', () => {
    expect(conf(file('05-calico.conflist', ['calico']), own)).toEqual([
      'fault common/cni-conf: On worker-1 the runtime takes /etc/cni/net.d/05-calico.conflist (calico), the first by name, instead of 10-flannel.conflist: new pods there are not on the cluster’s network.'.replace(
        '’',
        "'",
      ),
    ]);
  });

  it('with another one behind it', () => {
    expect(conf(own, file('87-podman.conflist', ['bridge']))[0]).toMatch(
      /^warning common\/cni-conf: \/etc\/cni\/net\.d on worker-1 holds 10-flannel\.conflist and 87-podman\.conflist/,
    );
  });

  it('with backups that no runtime reads', () => {
    expect(conf(file('05-cilium.conflist.cilium_bak', [], { read: false }), own)).toEqual([]);
  });

  it('with Multus before it, which hands on', () => {
    expect(conf(file('00-multus.conf', ['multus']), own)).toEqual([]);
  });

  it('with a first one that cannot be used', () => {
    expect(conf(file('10-flannel.conflist', [], { problem: 'it is no JSON' }))).toEqual([
      'fault common/cni-conf: /etc/cni/net.d/10-flannel.conflist on worker-1 cannot be used: it is no JSON. New pods there get no network.',
    ]);
  });

  it('with a plugin whose program is not there', () => {
    const { findings } = judged({ cniPlugins: known(['flannel', 'bridge', 'host-local']) });
    expect(of('cni-plugins', findings)).toEqual([
      'fault common/cni-plugins: 10-flannel.conflist on worker-1 takes portmap, which is not among the plugins there: new pods get no network.',
    ]);
  });
});

describe('devices', () => {
  it('a bridge that is off, a pod’s device that is off or not plugged in', () => {
    const off = devicesText.replace('4: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP>', '4: cni0: <BROADCAST,MULTICAST>');
    const down = devicesText.replace(
      '6: veth5e6f7a8b@if2: <BROADCAST,MULTICAST,UP,LOWER_UP>',
      '6: veth5e6f7a8b@if2: <BROADCAST,MULTICAST>',
    );
    const loose = devicesText.replace(/(6: veth5e6f7a8b.*) master cni0/, '$1');
    expect(of('bridge', judged({ devices: devicesOf(off) }).findings)).toEqual([
      'fault common/bridge: The bridge cni0 of worker-1 is switched off: its pods reach nobody.',
    ]);
    expect(of('pod-devices', judged({ devices: devicesOf(down) }).findings)).toEqual([
      "fault common/pod-devices: veth5e6f7a8b on worker-1, the node's end of a pod’s device, is switched off.",
    ]);
    expect(of('pod-devices', judged({ devices: devicesOf(loose) }).findings)[0]).toMatch(
      /^warning .*veth5e6f7a8b on worker-1 is not plugged into cni0/,
    );
  });

  it('a bridge that is DOWN only because nothing is plugged in is well', () => {
    const empty = devicesText
      .replace(/5: veth[\s\S]*$/, '')
      .replace(
        '4: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP',
        '4: cni0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1450 qdisc noqueue state DOWN',
      );
    expect(amiss(judged({ devices: devicesOf(empty) }).findings)).toEqual([]);
  });
});

describe('what the objects say', () => {
  it('nodes that share a podCIDR, or part of it', () => {
    const nodes = [flannelNode(1), flannelNode(2, { podCidrs: ['10.244.0.0/22'] })];
    expect(of('pod-cidr', judged({}, flannelObjects(nodes)).findings)).toEqual([
      'fault common/pod-cidr: The podCIDR 10.244.1.0/24 of worker-1 overlaps with that of worker-2 (10.244.0.0/22).',
    ]);
  });

  it('a node without a podCIDR', () => {
    expect(of('pod-cidr', judged({}, flannelObjects([flannelNode(1, { podCidrs: [] })])).findings)).toEqual([
      'fault common/pod-cidr: worker-1 has no podCIDR: pods there can get no address.',
    ]);
  });

  it('nodes that call the same address theirs, and one that is not the kubelet’s', () => {
    const nat = (number: number) => {
      const one = flannelNode(number);
      return { ...one, annotations: { ...one.annotations, 'flannel.alpha.coreos.com/public-ip': '10.0.2.15' } };
    };
    expect(of('node-address', judged({}, flannelObjects([nat(1), nat(2)])).findings)).toEqual([
      'fault common/node-address: worker-1 and worker-2 call 10.0.2.15 theirs towards the other nodes: packets reach one of them at most.',
    ]);
    expect(of('node-address', judged({}, flannelObjects([nat(1), flannelNode(2)])).findings)).toEqual([
      'warning common/node-address: The CNI calls 10.0.2.15 the address of worker-1, the kubelet 192.168.1.11: it may have taken the wrong device.',
    ]);
  });

  it('pods with one address', () => {
    const sharedAddresses = [
      { address: '10.244.1.7', pods: ['shop/a on worker-1', 'shop/b on worker-2'], nodes: ['worker-1', 'worker-2'] },
    ];
    expect(of('pod-address', judged({}, flannelObjects(undefined, { sharedAddresses })).findings)).toEqual([
      'fault common/pod-address: shop/a on worker-1 and shop/b on worker-2 have the same address 10.244.1.7: what is sent there reaches one of them.',
    ]);
  });

  it('a node that is not ready, without an agent, or whose network is unavailable', () => {
    const one = flannelNode(1, {
      ready: 'Unknown',
      networkUnavailable: 'RouteController failed to create a route',
      agent: undefined,
    });
    expect(
      judged({}, flannelObjects([one]))
        .findings.filter(({ health }) => health === 'fault')
        .map(({ id }) => id),
    ).toEqual(['common/node-ready', 'common/network-unavailable', 'common/agent']);
  });
});
