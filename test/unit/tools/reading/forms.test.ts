import { expect, it } from 'vitest';
import { readText, stateOf } from './read-text.ts';

/** Forms of which there is no sample: other versions, other options, other troubles. */
const forms: readonly (readonly [string, string, string, string])[] = [
  [
    'iptables',
    'Chain FORWARD (policy DROP 3 packets, 180 bytes)\n pkts bytes target     prot opt in     out     source               destination\n   12   720 ACCEPT     all  --  cni0   *       0.0.0.0/0            0.0.0.0/0\n',
    'warning',
    'The policy of FORWARD is DROP',
  ],
  [
    'nft',
    '{"nftables":[{"metainfo":{"version":"1.0.6"}},{"table":{"family":"ip","name":"filter"}},{"chain":{"family":"ip","table":"filter","name":"FORWARD","hook":"forward","policy":"drop"}},{"rule":{"family":"ip","table":"filter","chain":"FORWARD","expr":[{"counter":{}},{"drop":null}]}}]}',
    'warning',
    'ip filter FORWARD drops what is forwarded',
  ],
  [
    'nft',
    'table inet t {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = { 192.0.2.1 }\n\t}\n\tchain f {\n\t\ttype filter hook forward priority filter; policy accept;\n\t\tip saddr @s counter packets 4 bytes 240 drop\n\t}\n}\n',
    'unknown',
    '1 of them drop or reject (inet t f: ip saddr @s counter packets 4 bytes 240 drop)',
  ],
  [
    'conntrack',
    'tcp      6 117 SYN_SENT src=10.244.1.5 dst=10.244.2.8 sport=55736 dport=80 [UNREPLIED] src=10.244.2.8 dst=10.244.1.5 sport=80 dport=55736 mark=0 use=1',
    'warning',
    'TCP connects without an answer: 10.244.1.5 to 10.244.2.8:80',
  ],
  ['conntrack', 'cpu=0 found=0 invalid=0 insert=0 insert_failed=2 drop=7 early_drop=0 error=0', 'warning', '7 dropped'],
  ['nstat', '{"kernel":{"TcpRetransSegs":0,"TcpExtListenDrops":4}}', 'warning', '4 connections dropped by a listener'],
  [
    'ss',
    'Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port\ntcp   LISTEN 129    128          0.0.0.0:80        0.0.0.0:*\n',
    'warning',
    'The accept queue of 0.0.0.0:80 is full (129 of 128)',
  ],
  ['ss', 'State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n', 'unknown', 'No socket is of the kind'],
  ['ethtool', 'Settings for eth0:\n\tSpeed: Unknown!\n\tLink detected: no\n', 'fault', 'eth0 has no link'],
  [
    'sysctl',
    'net.netfilter.nf_conntrack_count = 262000\nnet.netfilter.nf_conntrack_max = 262144',
    'fault',
    'the table is full',
  ],
  ['sysctl', 'vm.swappiness = 60', 'unknown', 'none of those that decide'],
  [
    'tcpdump',
    '00:00:01.000000 IP6 fd00::5.40000 > fd00::8.80: Flags [S], seq 1, length 0\n00:00:01.000100 IP6 fd00::8.80 > fd00::5.40000: Flags [R.], seq 0, ack 2, length 0',
    'fault',
    '[fd00::8]:80 refuses [fd00::5]:40000',
  ],
  [
    'tcpdump',
    '0 packets captured\n0 packets received by filter\n0 packets dropped by kernel\n',
    'unknown',
    'No packet was captured',
  ],
  [
    'traceroute',
    'traceroute to 192.0.2.9 (192.0.2.9), 30 hops max, 60 byte packets\n 1  192.0.2.1  0.1 ms !X  0.1 ms !X  0.1 ms !X\n',
    'fault',
    'administratively prohibited',
  ],
  [
    'traceroute',
    'traceroute to 192.0.2.9 (192.0.2.9), 30 hops max, 60 byte packets\n 1  192.0.2.1  0.1 ms  0.1 ms  0.1 ms\n',
    'unknown',
    'The output ends at hop 1',
  ],
  [
    'mtr',
    '{"report":{"mtr":{"dst":"192.0.2.9"},"hubs":[{"count":"1","host":"192.0.2.1","Loss%":0.0,"Snt":5,"Avg":1,"Wrst":1},{"count":"2","host":"???","Loss%":100.0,"Snt":5,"Avg":0,"Wrst":0}]}}',
    'fault',
    'Nothing comes back from 192.0.2.9',
  ],
  [
    'hping3',
    'HPING 192.0.2.9 (eth0 192.0.2.9): S set, 40 headers + 0 data bytes\nICMP Host Unreachable from ip=192.0.2.1 name=UNKNOWN',
    'fault',
    '192.0.2.1 says of 192.0.2.9: ICMP Host Unreachable',
  ],
  [
    'birdcl',
    'BIRD v0.3.3+birdv1.6.8 ready.\nname     proto    table    state  since       info\nMesh_10_0_0_2 BGP      master   up     18:13:34    Established',
    'ok',
    '1 BGP session, it is established',
  ],
  [
    'birdcl',
    'BIRD 2.0.12 ready.\nName       Proto      Table      State  Since         Info\nMesh_fd00__2 BGP     ---        start  2026-11-23    Idle          BGP Error: Bad peer AS',
    'fault',
    'fd00::2 is Idle (BGP Error: Bad peer AS)',
  ],
  [
    'calico-node-events',
    'Readiness probe failed: 2026-11-23 00:00:00.000 [INFO][42] confd/health.go 180: Number of node(s) with BGP peering established = 0\ncalico/node is not ready: BIRD is not ready: BGP not established with 10.0.0.1,10.0.0.2',
    'fault',
    'calico-node has no BGP session with 10.0.0.1,10.0.0.2',
  ],
  [
    'caliconodestatus',
    '{"kind":"CalicoNodeStatus","spec":{"node":"n1","classes":["BGP"]},"status":{}}',
    'unknown',
    'n1: calico-node has not written its state yet',
  ],
  [
    'tigerastatus',
    'NAME        AVAILABLE   PROGRESSING   DEGRADED   SINCE\napiserver   True        False         False      3m\ncalico      False       True          True       3m',
    'fault',
    'Degraded: calico',
  ],
  [
    'cilium-cli-status',
    ' \\__/       Cilium:             1 errors, 2 warnings\nDaemonSet         cilium             Desired: 3, Ready: 2/3, Available: 2/3, Unavailable: 1/3\nErrors:           cilium             cilium-x    context deadline exceeded',
    'fault',
    'cilium has 2 of 3 ready',
  ],
  [
    'cilium-health',
    'Nodes:\n  n2:\n    Host connectivity to 192.0.2.2:\n      ICMP to stack:   OK, RTT=1ms\n      HTTP to agent:   OK, RTT=1ms\n    Endpoint connectivity to 10.2.0.1:\n      ICMP to stack:   Connection timed out\n      HTTP to agent:   Get "http://10.2.0.1:4240/hello": context deadline exceeded',
    'fault',
    'n2 is reached and its pods are not',
  ],
  [
    'cilium-monitor',
    'xx drop (CT: Map insertion failed) flow 0x0 to endpoint 7, ifindex 3, file bpf_lxc.c:1, , identity 1->2: 10.0.0.1:1 -> 10.0.0.2:80 tcp SYN',
    'fault',
    '1 for CT: Map insertion failed',
  ],
  [
    'cilium-monitor',
    'Policy verdict log: flow 0x1 local EP ID 7, remote ID 2, proto 6, ingress, action deny, auth: disabled, match none, 10.0.0.1:1 -> 10.0.0.2:80 tcp SYN',
    'fault',
    '1 verdict to deny',
  ],
  ['cilium-fqdn-cache', '[]', 'warning', 'No name is cached'],
  [
    'cilium-bpf-policy',
    'POLICY   DIRECTION   LABELS (source:key[=value])   PORT/PROTO   PROXY PORT   AUTH TYPE   BYTES   PACKETS   PREFIX\nDeny     Ingress     k8s:app=x                     ANY          NONE         disabled    66      1         0',
    'warning',
    'Packets were denied',
  ],
  [
    'hubble-status',
    'Healthcheck (via localhost:4245): Ok\nCurrent/Max Flows: 8,190/8,190 (100.00%)\nFlows/s: 12.3\nConnected Nodes: 1/2',
    'warning',
    'not on every node',
  ],
  [
    'kube-proxy',
    '-A KUBE-SERVICES -d 10.0.1.9/32 -p tcp -m comment --comment "shop/web has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable',
    'fault',
    'Without endpoints: shop/web at 10.0.1.9:80',
  ],
  [
    'coredns-log',
    '[ERROR] plugin/errors: 2 example.org. A: read udp 10.244.0.2:41->192.0.2.53:53: i/o timeout',
    'fault',
    'The upstream server 192.0.2.53:53 does not answer',
  ],
  [
    'flannel-log',
    '2026-11-23T00:00:00.1Z stderr F E0413 10:18:28.718696       1 main.go:278] Failed to check br_netfilter: stat x: no such file or directory',
    'fault',
    'br_netfilter is not loaded',
  ],
  [
    'flannel-subnet-env',
    'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.245.1.1/24\nFLANNEL_MTU=1450\n',
    'fault',
    '10.245.1.1/24 is not inside of 10.244.0.0/16',
  ],
  ['ssh', 'ssh: Could not resolve hostname worker-9: Name or service not known', 'fault', 'The name was not resolved'],
  [
    'kubectl-exec',
    'Error from server (Forbidden): pods "x" is forbidden: cannot create resource "pods/exec"',
    'fault',
    'Nothing ran: Error from server (Forbidden)',
  ],
  [
    'inspektor-gadget',
    '{"k8s":{"namespace":"shop","podName":"web"},"name":"api.example.com.","qr":"Q","qtype":"A","src":{"addr":"10.0.0.1","port":5},"dst":{"addr":"10.96.0.10","port":53}}',
    'fault',
    'api.example.com.',
  ],
];

it.each(forms)('%s: form %# is read', async (tool, text, state, words) => {
  const reading = await readText(tool, text);
  expect({ state: stateOf(reading), sentence: reading.sentence }).toEqual({
    state,
    sentence: expect.stringContaining(words),
  });
});
