import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { NodeFacts } from '../../../src/contracts/node-facts.ts';
import { gatherNodeFacts } from '../../../src/node-facts/gather.ts';
import { nodeMtus } from '../../../src/node-facts/mtus.ts';
import { nodePage } from '../../../src/node-facts/page/page.ts';
import { type Recorded, recordedNode, wayTo } from './fake-node.ts';

const capture = (file: string): string => readFileSync(new URL(`captures/${file}`, import.meta.url), 'utf8');

const noSuchFile = (program: string, path: string): Recorded => ({
  stderr: `${program}: cannot access '${path}': No such file or directory`,
  end: { kind: 'exited', code: 2 },
});
const exit = (code: number, stderr: string): Recorded => ({ stderr, end: { kind: 'exited', code } });
const configurationFolders =
  '/etc/cni/net.d /var/lib/rancher/k3s/agent/etc/cni/net.d /var/snap/microk8s/current/args/cni-network /etc/kubernetes/cni/net.d';
const pluginFolders =
  '/opt/cni/bin /var/lib/rancher/k3s/data/current/bin /var/snap/microk8s/current/opt/cni/bin /usr/libexec/cni /usr/lib/cni';
const settings = [
  'net.ipv4.ip_forward',
  'net.ipv6.conf.all.forwarding',
  'net.ipv4.conf.all.forwarding',
  'net.ipv4.conf.all.rp_filter',
  'net.ipv4.conf.default.forwarding',
  'net.ipv4.conf.default.rp_filter',
  'net.bridge.bridge-nf-call-iptables',
  'net.bridge.bridge-nf-call-ip6tables',
  'net.ipv4.ping_group_range',
  'net.netfilter.nf_conntrack_count',
  'net.netfilter.nf_conntrack_max',
  'net.ipv4.neigh.default.gc_thresh1',
  'net.ipv4.neigh.default.gc_thresh2',
  'net.ipv4.neigh.default.gc_thresh3',
  ...['eth0', 'flannel/1', 'cni0'].flatMap((device) => [
    `net.ipv4.conf.${device}.rp_filter`,
    `net.ipv4.conf.${device}.forwarding`,
  ]),
].join(' ');

/** A flannel node as its programs printed it, where the JSON forms are known. */
const healthy: Readonly<Record<string, Recorded>> = {
  'ip -j -d -s addr show': { stdout: capture('addr.json') },
  'ip -j route show table all': { stdout: capture('route.json') },
  'ip -j -6 route show table all': { stdout: capture('route6.json') },
  'ip -j rule show': { stdout: capture('rule.json') },
  'ip -j neigh show': { stdout: capture('neigh.json') },
  'bridge -j fdb show': { stdout: capture('fdb.json') },
  'bridge -j -d link show': { stdout: capture('ports.json') },
  [`sysctl ${settings}`]: { ...exit(1, capture('sysctl.err')), stdout: capture('sysctl.out') },
  'nstat -asz': { stdout: capture('nstat.txt') },
  'cat /proc/net/stat/nf_conntrack': { stdout: capture('ctproc.txt') },
  'iptables --version': { stdout: 'iptables v1.8.9 (nf_tables)\n' },
  'sudo iptables-save': {
    stdout: '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n-A FORWARD -s 10.244.0.0/16 -j ACCEPT\nCOMMIT\n',
  },
  'sudo iptables-legacy-save': {
    stdout: '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -s 10.99.0.0/16 -j DROP\nCOMMIT\n',
  },
  'uname -r': { stdout: '6.1.0-13-amd64\n' },
  'cat /proc/sys/kernel/random/boot_id': { stdout: '2dc8618c-2427-4220-9ca5-739919a7fe32\n' },
  [`ls -1A ${configurationFolders}`]: {
    ...noSuchFile('ls', '/etc/kubernetes/cni/net.d'),
    stdout: '/etc/cni/net.d:\n05-old.conf\n10-flannel.conflist\n10-flannel.conflist.bak\ncalico-kubeconfig\n',
  },
  [`ls -1A ${pluginFolders}`]: { stdout: '/opt/cni/bin:\nbridge\nflannel\nhost-local\nportmap\n' },
  'grep -H  /etc/cni/net.d/05-old.conf /etc/cni/net.d/10-flannel.conflist': exit(
    2,
    'grep: /etc/cni/net.d/05-old.conf: Permission denied',
  ),
  'sudo grep -H  /etc/cni/net.d/05-old.conf /etc/cni/net.d/10-flannel.conflist': {
    stdout: [
      '/etc/cni/net.d/05-old.conf:{"name": "old", "type": "macvlan", "token": "eyJhbGciOi", "ipam": {"type": "dhcp"',
      ...[
        '{',
        '"name": "cbr0", "cniVersion": "0.3.1",',
        '"plugins": [{"type": "flannel"}, {"type": "portmap"}]',
        '}',
      ].map((line) => `/etc/cni/net.d/10-flannel.conflist:${line}`),
    ].join('\n'),
  },
  'cat /run/flannel/subnet.env': noSuchFile('cat', '/run/flannel/subnet.env'),
};

const signal = new AbortController().signal;
const look = async (programs: Readonly<Record<string, Recorded>>, before?: NodeFacts): Promise<NodeFacts> =>
  await gatherNodeFacts(recordedNode(programs), {
    node: 'worker-1',
    way: wayTo(),
    signal,
    ...(before === undefined ? {} : { before }),
  });
const valueOf = <Value>(
  fact: { readonly known: true; readonly value: Value } | { readonly known: false; readonly why: string },
) => (fact.known ? fact.value : `not known: ${fact.why}`);

describe('facts of a node', () => {
  it('are read from the JSON forms, and each names the output it is from', async () => {
    const facts = await look(healthy);
    expect(facts.devices).toMatchObject({ known: true });
    expect(valueOf(facts.routes)).toContainEqual(
      expect.objectContaining({ destination: '10.244.3.0/24', gateway: '192.168.50.13' }),
    );
    expect(valueOf(facts.forwarding)).toContainEqual(expect.objectContaining({ destination: '192.168.50.12' }));
    const from = facts.devices.from;
    expect(facts.raw.find(({ id }) => id === from)?.commandLine).toBe('ssh worker-1 ip -j -d -s addr show');
    expect(nodeMtus(facts)).toMatchObject({
      uplinks: [{ device: 'eth0', mtu: 1500 }],
      tunnels: [{ device: 'flannel.1', mtu: 1450, fits: 1450 }],
      bridges: [{ device: 'cni0', mtu: 1450 }],
    });
  });

  it('are read from text where the programs know no JSON, and are the same', async () => {
    const unknownOption = exit(255, 'Option "-j" is unknown, try "ip -help".');
    const old = await look({
      ...healthy,
      'ip -j -d -s addr show': unknownOption,
      'ip -d -s addr show': { stdout: capture('addr.txt') },
      'ip -j route show table all': unknownOption,
      'ip route show table all': { stdout: capture('route.txt') },
      'bridge -j fdb show': unknownOption,
      'bridge fdb show': { stdout: capture('fdb.txt') },
    });
    const now = await look(healthy);
    expect(valueOf(old.devices)).toEqual(valueOf(now.devices));
    expect(valueOf(old.routes)).toEqual(valueOf(now.routes));
    expect(valueOf(old.forwarding)).toEqual(valueOf(now.forwarding));
  });

  it('are read of BusyBox, which knows neither -d nor -s', async () => {
    const usage = exit(1, 'ip: unrecognized option: j');
    const facts = await look({
      'ip -j -d -s addr show': usage,
      'ip -d -s addr show': usage,
      'ip addr show': { stdout: capture('addr-plain.txt') },
    });
    expect(valueOf(facts.devices)).toContainEqual(expect.objectContaining({ name: 'flannel.1', mtu: 1450 }));
  });

  it('a setting that is not there is absent with the reason, and the others are known', async () => {
    const { settings: found } = await look(healthy);
    expect(valueOf(found)).toMatchObject({
      values: { 'net.ipv4.ip_forward': '0', 'net.ipv4.conf.flannel/1.rp_filter': '0' },
      absent: { 'net.ipv4.neigh.default.gc_thresh3': expect.stringContaining('No such file or directory') },
    });
  });

  it('without sysctl the settings are read from /proc/sys, a dot in the name of a device included', async () => {
    const files = settings
      .split(' ')
      .map((name) => `/proc/sys/${name.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.'))}`);
    const { [`sysctl ${settings}`]: _without, ...rest } = healthy;
    const { settings: found } = await look({
      ...rest,
      [`grep -H  ${files.join(' ')}`]: {
        ...exit(2, 'grep: /proc/sys/net/ipv4/neigh/default/gc_thresh3: No such file or directory'),
        stdout: '/proc/sys/net/ipv4/ip_forward:1\n/proc/sys/net/ipv4/conf/flannel.1/rp_filter:2\n',
      },
    });
    expect(valueOf(found)).toMatchObject({
      values: { 'net.ipv4.ip_forward': '1', 'net.ipv4.conf.flannel/1.rp_filter': '2' },
      absent: { 'net.ipv4.neigh.default.gc_thresh3': expect.stringContaining('No such file') },
    });
  });

  it('counters grow since the facts before, but not over a restart of the machine', async () => {
    const first = await look(healthy);
    const more = capture('nstat.txt').replace(
      /^(TcpRetransSegs\s+)(\d+)/m,
      (_all, name: string, value: string) => `${name}${Number(value) + 7}`,
    );
    const retransmits = (facts: NodeFacts) =>
      facts.counters.known && facts.counters.value.find(({ name }) => name === 'TcpRetransSegs')?.grown;
    const programs = { ...healthy, 'nstat -asz': { stdout: more } };
    expect(retransmits(first)).toBeUndefined();
    expect(retransmits(await look(programs, first))).toBe(7);
    const restarted = { 'cat /proc/sys/kernel/random/boot_id': { stdout: '11111111-2427-4220-9ca5-739919a7fe32\n' } };
    expect(retransmits(await look({ ...programs, ...restarted }, first))).toBeUndefined();
    // Nobody tells that it was restarted, but a counter went back.
    expect(retransmits(await look(healthy, await look(programs)))).toBeUndefined();
  });

  it('without nstat the counters have the same names, of /proc/net', async () => {
    const { 'nstat -asz': _without, ...rest } = healthy;
    const { counters } = await look({
      ...rest,
      'cat /proc/net/netstat /proc/net/snmp': { stdout: capture('netstat.txt') },
    });
    const names = counters.known ? counters.value.map(({ name }) => name) : [];
    expect(names).toEqual(expect.arrayContaining(['TcpExtIPReversePathFilter', 'TcpRetransSegs', 'IpInReceives']));
  });

  it('CNI files: what a runtime reads, in order, with what is wrong; others and tokens are not read', async () => {
    const { cniConfiguration, cniPlugins, raw } = await look(healthy);
    expect(valueOf(cniConfiguration)).toMatchObject([
      { file: '05-old.conf', read: true, problem: 'it is no JSON: cut, or edited wrongly' },
      {
        file: '10-flannel.conflist',
        plugins: ['flannel', 'portmap'],
        programs: ['flannel', 'bridge', 'host-local', 'portmap'],
        problem: undefined,
      },
      { file: '10-flannel.conflist.bak', read: false },
      { file: 'calico-kubeconfig', read: false },
    ]);
    expect(valueOf(cniPlugins)).toEqual(['bridge', 'flannel', 'host-local', 'portmap']);
    expect(JSON.stringify(raw)).not.toContain('eyJhbGciOi');
  });

  it('rules of both backends of iptables are told by the rules of the other one', async () => {
    const { iptables } = await look(healthy);
    expect(valueOf(iptables)).toContainEqual({ kind: 'note', backend: 'nft', otherPresent: true, version: '1.8.9' });
  });

  it('a program that is missing, refused or cut makes its fact unknown with the reason, never empty', async () => {
    const facts = await look({
      ...healthy,
      'ip -j neigh show': { stdout: capture('neigh.json').slice(0, 60) },
      'ip neigh show': { truncated: true, stdout: '10.244.2.0 dev flannel.1 lladdr 02:11:22' },
      'bridge -j -d link show': {
        end: { kind: 'failed', error: { message: 'The connection to worker-1 broke.', errorKind: 'interrupted' } },
      },
      'sudo iptables-save': {
        end: {
          kind: 'failed',
          error: { message: 'sudo on node worker-1 is refused: a password is required', errorKind: 'forbidden' },
        },
      },
    });
    expect(valueOf(facts.neighbours)).toMatch(/cut or broken.*it was too much/);
    expect(valueOf(facts.bridgePorts)).toBe('not known: The connection to worker-1 broke');
    expect(valueOf(facts.iptables)).toBe('not known: sudo on node worker-1 is refused: a password is required');
    expect(valueOf(facts.nft)).toBe('not known: nft is not installed there');
    expect(valueOf(facts.listening)).toBe('not known: ss is not installed there');
  });

  it.each(['', '\u0000\u0001\ufffd', '{"a":', '[[[', 'x'.repeat(100_000), '<html>502</html>\n'.repeat(50)])(
    'garbage from every program (%j) leaves every fact unknown or empty and throws nothing',
    async (garbage) => {
      const node = recordedNode({});
      const facts = await gatherNodeFacts(
        {
          ...node,
          run: (argv, options) =>
            recordedNode({
              [argv.join(' ')]: { stdout: garbage },
              [`sudo ${argv.join(' ')}`]: { stdout: garbage },
            }).run(argv, options),
        },
        { node: 'worker-1', way: wayTo(), signal },
      );
      expect(nodePage(facts).filter(({ health }) => health === 'ok')).toEqual([]);
      for (const fact of [facts.devices, facts.rules, facts.counters, facts.settings, facts.clockAhead])
        expect(fact.known).toBe(false);
    },
  );

  it('from a container in its network, what hangs on files is unknown unless it has them', async () => {
    const network = { ...wayTo('network'), files: { '/run/flannel/subnet.env': '/host/run/flannel/subnet.env' } };
    const facts = await gatherNodeFacts(
      recordedNode({ ...healthy, 'cat /host/run/flannel/subnet.env': { stdout: 'FLANNEL_MTU=1450\n' } }),
      { node: 'worker-1', way: network, signal },
    );
    expect(valueOf(facts.cniConfiguration)).toMatch(/only the node's network is seen from container kube-flannel/);
    expect(valueOf(facts.flannelSubnet)).toEqual({ FLANNEL_MTU: '1450' });
    expect(facts.devices.known).toBe(true);
  });

  it('the clock is ahead or behind by no more than the time of asking leaves open', async () => {
    const at = (seconds: number) =>
      look({ 'date +%s.%N': { stdout: `${(Date.now() / 1000 + seconds).toFixed(9)}\n` } });
    expect(valueOf((await at(0)).clockAhead)).toBeCloseTo(0, 0);
    expect(Math.round(Number(valueOf((await at(120)).clockAhead)))).toBe(120);
    expect(Math.round(Number(valueOf((await at(-3600)).clockAhead)))).toBe(-3600);
    // BusyBox prints no nanoseconds.
    const busyBox = await look({ 'date +%s.%N': { stdout: `${Math.floor(Date.now() / 1000)}.%N\n` } });
    expect(valueOf(busyBox.clockAhead)).toBe(0);
  });

  it('a page says what is amiss first, then what was not seen', async () => {
    const rows = nodePage(await look(healthy));
    expect(rows.map(({ health }) => health).slice(0, 4)).toEqual(['fault', 'fault', 'warning', 'warning']);
    expect(rows[0]).toMatchObject({ about: 'settings', text: expect.stringContaining('net.ipv4.ip_forward is 0') });
    expect(rows[1]).toMatchObject({ about: 'CNI', text: expect.stringContaining('05-old.conf cannot be used') });
  });
});
