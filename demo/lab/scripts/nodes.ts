import type { NodeTunnel, WorldNode } from '../../world/types.ts';
import { feed, inNetwork, sideBySide } from './quote.ts';

/*
 * The machines: one network namespace each, joined by a bridge that plays the switch between them, and on each what
 * flannel makes of it: a VXLAN device with one forwarding entry, one neighbour and one route per peer.
 */

/** The namespace that plays the switch and the way out of the cluster. */
export const underlay = 'underlay';

/** MTU of the tunnel and of what is behind it: the underlay's 1500 less VXLAN's 50. */
export const tunnelMtu = 1450;

/** The name of the switch's port that a node is plugged into (an interface's name holds 15 characters). */
export function switchPort(nodes: readonly WorldNode[], node: string): string {
  return `port${nodes.findIndex(({ name }) => name === node) + 1}`;
}

/** The first address of a node's pod network: '10.244.1.0/24' to '10.244.1.1', the bridge cni0. */
export function bridgeAddress(node: WorldNode): string {
  return withHost(node.podCidr, 1);
}

/** The address of a node's VXLAN device, as flannel sets it: the network's own number. */
function tunnelAddress(node: WorldNode): string {
  return withHost(node.podCidr, 0);
}

/** A node's end of the tunnel: flannel's where the world says nothing else. */
export function tunnelOf({ tunnel, podCidr }: WorldNode): NodeTunnel {
  return tunnel ?? { device: 'flannel.1', vni: 1, port: 8472, route: podCidr };
}

/** The router of the underlay: it knows no way out, so what leaves the cluster is answered with 'unreachable'. */
export function gatewayAddress(node: WorldNode): string {
  return withHost(node.address, 1);
}

function withHost(address: string, host: number): string {
  return address.replace(/\.\d+(\/\d+)?$/, `.${host}`);
}

/** The command that adds (or removes) the forwarding entry of a node's VXLAN device for a peer. */
export function forwardingEntry(verb: 'append' | 'del', node: WorldNode, peer: WorldNode): string {
  return inNetwork(
    node.name,
    `bridge fdb ${verb} ${peer.vtepMac} dev ${tunnelOf(node).device} dst ${peer.address} self permanent`,
  );
}

/** The neighbour entry of a peer's tunnel end, as the words of `ip neigh` (and `ip -b`) after the verb. */
function neighbourWords(peer: WorldNode): string {
  return `${tunnelAddress(peer)} lladdr ${peer.vtepMac} dev ${tunnelOf(peer).device} nud permanent`;
}

/** The route to a peer's pods over the tunnel, as the words of `ip route` after the verb. */
function routeWords(peer: WorldNode): string {
  const { device, route } = tunnelOf(peer);
  return `${route} via ${tunnelAddress(peer)} dev ${device} onlink`;
}

/** The command that gives a node its neighbour entry for a peer's tunnel end, or takes it away. */
export function neighbourEntry(verb: 'replace' | 'del', node: WorldNode, peer: WorldNode): string {
  const words = verb === 'del' ? `${tunnelAddress(peer)} dev ${tunnelOf(peer).device}` : neighbourWords(peer);
  return `ip -n ${node.name} neigh ${verb} ${words}`;
}

/** The command that gives a node its route to a peer's pods, or takes it away. */
export function podRoute(verb: 'replace' | 'del', node: WorldNode, peer: WorldNode): string {
  return `ip -n ${node.name} route ${verb} ${verb === 'del' ? tunnelOf(peer).route : routeWords(peer)}`;
}

/** Makes the underlay and all nodes. */
export function nodesScript(nodes: readonly WorldNode[]): string {
  const [first] = nodes;
  const plugs = nodes.map(
    ({ name }) => `link add name ${switchPort(nodes, name)} netns ${underlay} type veth peer name eth0 netns ${name}`,
  );
  const ports = nodes.flatMap(({ name }) => {
    const port = switchPort(nodes, name);
    return [`link set ${port} master switch`, `link set ${port} up`];
  });
  const gateway = first === undefined ? [] : [`addr add ${gatewayAddress(first)}/24 dev switch`];
  return [
    feed('ip -b -', [underlay, ...nodes.map(({ name }) => name)].map((name) => `netns add ${name}`).join('\n')),
    feed('ip -b -', plugs.join('\n')),
    feed(
      `ip -n ${underlay} -b -`,
      ['link set lo up', 'link add name switch type bridge', 'link set switch up', ...gateway, ...ports].join('\n'),
    ),
    inNetwork(underlay, settingsCommand(settings)),
    sideBySide(nodes.map((node) => nodeScript(node, nodes))),
  ].join('\n');
}

/** Namespaces start with what the machine itself has set; a router of the lab has these. */
const settings = [
  'net/ipv4/conf/all/rp_filter=0',
  'net/ipv4/conf/default/rp_filter=0',
  'net/ipv4/ip_forward=1',
  // An answer of 'unreachable' comes at once, however many came before it.
  'net/ipv4/icmp_ratelimit=0',
  'net/ipv6/conf/all/accept_dad=0',
  'net/ipv6/conf/default/accept_dad=0',
];

function nodeScript(node: WorldNode, nodes: readonly WorldNode[]): string {
  const peers = nodes.filter((peer) => peer !== node);
  const { device, vni, port } = tunnelOf(node);
  const links = [
    'link set lo up',
    `addr add ${node.address}/24 dev eth0`,
    'link set eth0 up',
    `route add default via ${gatewayAddress(node)}`,
    `link add name cni0 mtu ${tunnelMtu} type bridge`,
    `addr add ${bridgeAddress(node)}/24 dev cni0`,
    'link set cni0 up',
    `link add name ${device} address ${node.vtepMac} mtu ${tunnelMtu} type vxlan id ${vni} dev eth0 local ${node.address} dstport ${port} nolearning`,
    `addr add ${tunnelAddress(node)}/32 dev ${device}`,
    `link set ${device} up`,
    ...peers.flatMap((peer) => [`neigh replace ${neighbourWords(peer)}`, `route add ${routeWords(peer)}`]),
  ];
  return [
    inNetwork(node.name, settingsCommand(settings)),
    feed(`ip -n ${node.name} -b -`, links.join('\n')),
    ...peers.map((peer) => forwardingEntry('append', node, peer)),
  ].join('\n');
}

/** A setting that this kernel does not have (IPv6 may be absent) is not missed. */
export function settingsCommand(wanted: readonly string[]): string {
  const writes = wanted.map((setting) => {
    const [path, value] = setting.split('=');
    return `[ ! -e /proc/sys/${path} ] || echo ${value} >/proc/sys/${path}`;
  });
  return `sh -ec '${writes.join('; ')}'`;
}
