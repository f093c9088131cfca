import { calicoLogRules } from '../calico/log.ts';
import { logReader } from '../log/reader.ts';
import type { LogRule } from '../log/rules.ts';
import { nodeLogLine } from './line.ts';

/** Lines of the kernel that tell how the network is (net/, drivers/net). */
export const kernelRules: readonly LogRule[] = [
  {
    pattern: /nf_conntrack: table full, dropping packet/,
    mark: 'sick',
    meaning: 'the table of tracked connections is full: new connections are dropped',
  },
  {
    pattern: /neighbou?r table overflow/,
    mark: 'sick',
    meaning: 'the neighbour table is full: new addresses are not found (net.ipv4.neigh.default.gc_thresh*)',
  },
  {
    pattern: /NETDEV WATCHDOG: (?:CPU: \d+: )?(\S+) .*transmit queue \d+ timed out/,
    mark: 'sick',
    meaning: '$1 does not send',
  },
  {
    pattern: /unregister_netdevice: waiting for (\S+) to become free/,
    mark: 'sick',
    meaning: '$1 cannot be removed: a pod hangs in ending',
  },
  { pattern: /hw csum failure/, mark: 'sick', meaning: 'a device tells wrong checksums' },
  { pattern: /TCP: out of memory|Out of socket memory/, mark: 'sick', meaning: 'TCP has no memory left' },
  {
    pattern: /(?:IPv4: )?martian source (\S+) from (\S+), on dev (\S+)/,
    mark: 'odd',
    meaning: 'a packet to $1 from $2 came on $3, where it cannot come from: rp_filter or a wrong route',
  },
  {
    pattern: /bridge: filtering via arp\/ip\/ip6tables is no longer available by default/,
    mark: 'odd',
    meaning: 'bridged packets pass iptables by until br_netfilter is loaded',
  },
  {
    pattern: /received packet on (\S+) with own address as source address/,
    mark: 'odd',
    meaning: '$1 gets back what it sent: a loop, or an address twice',
  },
  {
    pattern: /Possible SYN flooding on port (\S+?)\.(?: |$)/i,
    mark: 'odd',
    meaning: 'more connections than the listener on port $1 takes',
  },
  {
    pattern: /Out of memory: Killed process \d+ \(([^)]+)\)/,
    mark: 'odd',
    meaning: '$1 was killed for want of memory',
  },
  { pattern: /(\S+): (?:NIC )?Link is Down/i, mark: 'odd', meaning: '$1 lost its link' },
  { pattern: /(\S+): (?:NIC )?Link is Up/i, mark: 'note', meaning: '$1 has its link' },
  ...calicoLogRules.filter(({ pattern }) => pattern.source.startsWith('calico-packet')),
  {
    pattern: /\bIN=(\S*) OUT=(\S*) .*\bSRC=(\S+) DST=(\S+) .*\bPROTO=(\S+)/,
    mark: 'note',
    meaning: 'a rule of the firewall logged $5 from $3 to $4',
  },
];

const aboutNetwork =
  /\b(?:IPv[46]|TCP|UDP|ICMP|IPVS|netfilter|nf_\w+|ip6?_?tables|ebtables|arp|bridge|br_netfilter|vxlan|geneve|ipip|wireguard|bonding|NIC|link becomes ready|promiscuous mode|entered \w+ state|renamed from)\b|\b(?:veth|cali|lxc|cni|flannel|cilium|tunl|eth|ens|enp|eno|bond|wg|docker|br-)[\w.-]*:/i;

/** Whether a line of the kernel is about the network, or is known to tell of it. */
export function isAboutNetwork(line: string): boolean {
  const text = nodeLogLine(line)?.text ?? line;
  return aboutNetwork.test(text) || kernelRules.some(({ pattern }) => pattern.test(text));
}

/** Reads a saved log of the kernel. */
export const kernelLogReader = logReader({
  tool: 'kernel-log',
  about: 'dmesg, dmesg -T, journalctl -k: the lines about the network',
  line: nodeLogLine,
  rules: kernelRules,
});
