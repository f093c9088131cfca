import { flannel } from '../../../../src/cni/flannel/flannel.ts';
import { judgeNode } from '../../../../src/cni/judge-node.ts';
import type { ClusterEvidence, CniNodeRecord, CniObjects } from '../../../../src/cni/evidence.ts';
import type { CniFinding } from '../../../../src/contracts/cni.ts';
import type { NodeFacts } from '../../../../src/contracts/node-facts.ts';
import { parseForwardingEntries } from '../../../../src/tools/bridge/fdb.ts';
import { parseDevices } from '../../../../src/tools/ip/devices.ts';
import { parseNeighbours } from '../../../../src/tools/ip/neighbours.ts';
import { parseRoutes } from '../../../../src/tools/ip/routes.ts';
import { known, node, nodeFacts, notKnown, objects } from '../support.ts';

export const annotation = 'flannel.alpha.coreos.com';

/** worker-1 to worker-3, as flannel with VXLAN writes on them. */
export function flannelNode(number: number, more: Partial<CniNodeRecord> = {}): CniNodeRecord {
  return node(`worker-${number}`, {
    internalAddresses: [`192.168.1.1${number}`],
    podCidrs: [`10.244.${number}.0/24`],
    annotations: {
      [`${annotation}/backend-data`]: `{"VNI":1,"VtepMAC":"7a:1c:4e:90:d2:0${number}"}`,
      [`${annotation}/backend-type`]: 'vxlan',
      [`${annotation}/public-ip`]: `192.168.1.1${number}`,
    },
    ...more,
  });
}

export const netConf = '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}';

export function flannelObjects(
  nodes: readonly CniNodeRecord[] = [1, 2, 3].map((number) => flannelNode(number)),
  more: Partial<CniObjects> = {},
): CniObjects {
  return objects(nodes, {
    summary: {
      name: 'flannel',
      version: 'v0.27.4',
      backend: 'vxlan',
      namespace: 'kube-flannel',
      daemonSet: { name: 'kube-flannel-ds', desired: nodes.length, ready: nodes.length },
      enforcesPolicies: 'no',
      remarks: [],
      agents: [],
    },
    configMaps: new Map([['kube-flannel/kube-flannel-cfg', { 'net-conf.json': netConf }]]),
    ...more,
  });
}

/** What `ip -d addr show` prints on worker-1. */
export const devicesText = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00 promiscuity 0 minmtu 0 maxmtu 0
    inet 127.0.0.1/8 scope host lo
2: eth0@if9: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
    link/ether 52:54:00:00:01:01 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0 minmtu 68 maxmtu 65535
    inet 192.168.1.11/24 scope global eth0
3: flannel.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN group default
    link/ether 7a:1c:4e:90:d2:01 brd ff:ff:ff:ff:ff:ff promiscuity 0 minmtu 68 maxmtu 65535
    vxlan id 1 local 192.168.1.11 dev eth0 srcport 0 0 dstport 8472 nolearning ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx
    inet 10.244.1.0/32 scope global flannel.1
4: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP group default qlen 1000
    link/ether 0a:58:0a:f4:01:01 brd ff:ff:ff:ff:ff:ff promiscuity 0 minmtu 68 maxmtu 65535
    bridge forward_delay 1500 hello_time 200 max_age 2000
    inet 10.244.1.1/24 brd 10.244.1.255 scope global cni0
5: veth1a2b3c4d@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master cni0 state UP group default
    link/ether 2e:aa:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netnsid 1 promiscuity 1 minmtu 68 maxmtu 65535
    veth
    bridge_slave state forwarding priority 32 cost 2 hairpin on
6: veth5e6f7a8b@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master cni0 state UP group default
    link/ether 2e:aa:00:00:00:02 brd ff:ff:ff:ff:ff:ff link-netnsid 2 promiscuity 1 minmtu 68 maxmtu 65535
    veth
    bridge_slave state forwarding priority 32 cost 2 hairpin on`;

export const routesText = `default via 192.168.1.1 dev eth0
10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1
10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink
10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink
192.168.1.0/24 dev eth0 proto kernel scope link src 192.168.1.11`;

export const forwardingText = `7a:1c:4e:90:d2:02 dev flannel.1 dst 192.168.1.12 self permanent
7a:1c:4e:90:d2:03 dev flannel.1 dst 192.168.1.13 self permanent`;

export const neighboursText = `10.244.2.0 dev flannel.1 lladdr 7a:1c:4e:90:d2:02 PERMANENT
10.244.3.0 dev flannel.1 lladdr 7a:1c:4e:90:d2:03 PERMANENT
192.168.1.1 dev eth0 lladdr 52:54:00:00:01:fe REACHABLE`;

export const settings: Readonly<Record<string, string>> = {
  'net.ipv4.ip_forward': '1',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.eth0.rp_filter': '2',
  'net.ipv4.conf.flannel/1.rp_filter': '0',
  'net.bridge.bridge-nf-call-iptables': '1',
  'net.ipv4.neigh.default.gc_thresh2': '512',
  'net.ipv4.neigh.default.gc_thresh3': '1024',
};

export const subnet: Readonly<Record<string, string>> = {
  FLANNEL_NETWORK: '10.244.0.0/16',
  FLANNEL_SUBNET: '10.244.1.1/24',
  FLANNEL_MTU: '1450',
  FLANNEL_IPMASQ: 'true',
};

const lines = (text: string) => text.split('\n');
export const devicesOf = (text: string) => known(parseDevices(lines(text)).items, 'devices');
export const routesOf = (text: string) => known(parseRoutes(lines(text)).items, 'routes');
export const forwardingOf = (text: string) => known(parseForwardingEntries(lines(text)).items, 'fdb');
export const neighboursOf = (text: string) => known(parseNeighbours(lines(text)).items, 'neighbours');
export const settingsOf = (values: Readonly<Record<string, string>>, absent: Readonly<Record<string, string>> = {}) =>
  known({ values, absent }, 'settings');

/** Everything that was read on worker-1 while it was well. */
export function healthyFacts(more: Partial<NodeFacts> = {}): NodeFacts {
  return nodeFacts({
    devices: devicesOf(devicesText),
    routes: routesOf(routesText),
    neighbours: neighboursOf(neighboursText),
    forwarding: forwardingOf(forwardingText),
    settings: settingsOf(settings),
    counters: known([{ name: 'TcpExtIPReversePathFilter', value: 0, grown: 0 }]),
    connections: known({ count: 210, most: 262_144, counters: {}, grown: {} }),
    cniConfiguration: known([
      {
        folder: '/etc/cni/net.d',
        file: '10-flannel.conflist',
        read: true,
        name: 'cbr0',
        plugins: ['flannel', 'portmap'],
        programs: ['flannel', 'portmap', 'bridge', 'host-local'],
        problem: undefined,
      },
    ]),
    cniPlugins: known(['bridge', 'flannel', 'host-local', 'loopback', 'portmap']),
    flannelSubnet: known(subnet),
    ...more,
  });
}

/** What is judged of worker-1 with these facts. */
export function judged(
  facts: Partial<NodeFacts> = {},
  cluster: CniObjects = flannelObjects(),
  log?: readonly string[],
) {
  const record = cluster.nodes.get('worker-1') ?? flannelNode(1);
  const evidence: ClusterEvidence<undefined> = {
    objects: cluster,
    shared: undefined,
    expects: flannel.expects(cluster, undefined),
  };
  return judgeNode(
    flannel,
    record,
    {
      node: record.name,
      at: 0,
      way: undefined,
      problem: undefined,
      facts: healthyFacts(facts),
      own: { log: log === undefined ? notKnown('there is none') : known(log) },
      raw: [],
    },
    evidence,
  );
}

/** What is not well, each as 'health id: sentence'. */
export function amiss(findings: readonly CniFinding[]): readonly string[] {
  return findings
    .filter(({ health }) => health !== 'ok')
    .map(({ health, id, sentence }) => `${health} ${id}: ${sentence}`);
}
