import { createHash } from 'node:crypto';
import type { FaultEffect } from '../../faults/types.ts';
import { cniPlans } from '../../world/cni/plans.ts';
import type { WorldNode } from '../../world/types.ts';
import { addressInBlock } from '../network/address.ts';
import type { NetworkState } from '../network/state.ts';

/** A device of a node, as much of it as programs print. */
export interface NodeDevice {
  readonly index: number;
  readonly name: string;
  readonly kind: 'loopback' | 'uplink' | 'vxlan' | 'bridge' | 'veth';
  readonly mtu: number;
  readonly mac: string;
  /** With its length; undefined where the device has no address of its own. */
  readonly address: { readonly local: string; readonly length: number } | undefined;
}

/** A route of the main table, in the words of `ip -j route`. */
export interface NodeRoute {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly prefsrc?: string;
  readonly onlink?: boolean;
}

/** What the node knows of a peer's tunnel end: a permanent neighbour or forwarding entry. */
export interface TunnelEntry {
  /** Of the tunnel's end for a neighbour, of the peer on the underlay for a forwarding entry. */
  readonly address: string;
  readonly mac: string;
}

/** A node's network as it is now. */
export interface NodeNetwork {
  readonly devices: readonly NodeDevice[];
  readonly tunnel: { readonly device: string; readonly vni: number; readonly port: number; readonly local: string };
  readonly routes: readonly NodeRoute[];
  readonly neighbours: readonly TunnelEntry[];
  readonly forwarding: readonly TunnelEntry[];
  /** Kernel settings by the path below /proc/sys: 'net/ipv4/conf/flannel.1/rp_filter'. */
  readonly settings: ReadonlyMap<string, string>;
}

const tunnelMtu = 1450;
const mostConnections = 131_072;

/** The network of a node: what its CNI makes of it, less what the faults that are on have broken. Pure. */
export function nodeNetwork({ world, pods, effects }: NetworkState, node: WorldNode): NodeNetwork {
  const overlay = cniPlans[world.cni].overlay;
  const peers = world.nodes.filter((peer) => peer.name !== node.name);
  const has = (kind: FaultEffect['kind'], peer?: WorldNode) =>
    effects.some(
      (effect) =>
        effect.kind === kind &&
        'node' in effect &&
        effect.node === node.name &&
        (peer === undefined || ('peer' in effect && effect.peer === peer.name)),
    );
  const changedMtu = effects.find((effect) => effect.kind === 'tunnel-mtu' && effect.node === node.name);
  const tunnelAddress = (one: WorldNode) => addressInBlock(one.podCidr, 0);
  const bridge = addressInBlock(node.podCidr, 1);
  const own = pods.filter((pod) => pod.node === node.name && !pod.hostNetwork && pod.running && pod.address !== '');
  const devices: readonly NodeDevice[] = [
    { index: 1, name: 'lo', kind: 'loopback', mtu: 65_536, mac: '00:00:00:00:00:00', address: at('127.0.0.1', 8) },
    { index: 2, name: 'eth0', kind: 'uplink', mtu: 1500, mac: macOf(node.name), address: at(node.address, 24) },
    {
      index: 3,
      name: overlay.device,
      kind: 'vxlan',
      mtu: changedMtu?.kind === 'tunnel-mtu' ? changedMtu.mtu : tunnelMtu,
      mac: node.vtepMac,
      address: at(tunnelAddress(node), 32),
    },
    {
      index: 4,
      name: 'cni0',
      kind: 'bridge',
      mtu: tunnelMtu,
      mac: macOf(`cni0 of ${node.name}`),
      address: at(bridge, 24),
    },
    ...own.map(
      (pod, place): NodeDevice => ({
        index: 5 + place,
        name: overlay.podDevice(pod.namespace, pod.name, `p-${digest(pod.uid).slice(0, 8)}`),
        kind: 'veth',
        mtu: tunnelMtu,
        mac: macOf(pod.uid),
        address: undefined,
      }),
    ),
  ];
  const toPeers = peers.flatMap((peer): readonly NodeRoute[] => {
    if (has('route-missing', peer)) return [];
    const dst = overlay.routeTo(peer);
    return has('asymmetric-route', peer)
      ? [{ dst, gateway: peer.address, dev: 'eth0' }]
      : [{ dst, gateway: tunnelAddress(peer), dev: overlay.device, onlink: true }];
  });
  return {
    devices,
    tunnel: { device: overlay.device, vni: overlay.vni, port: overlay.port, local: node.address },
    routes: [
      { dst: 'default', gateway: node.address.replace(/\d+$/, '1'), dev: 'eth0' },
      { dst: node.podCidr, dev: 'cni0', prefsrc: bridge },
      ...toPeers,
      { dst: node.address.replace(/\d+$/, '0/24'), dev: 'eth0', prefsrc: node.address },
    ],
    neighbours: peers
      .filter((peer) => !has('neighbour-missing', peer))
      .map((peer) => ({ address: tunnelAddress(peer), mac: peer.vtepMac })),
    forwarding: peers
      .filter((peer) => !has('fdb-entry-missing', peer))
      .map((peer) => ({ address: peer.address, mac: peer.vtepMac })),
    settings: settingsOf(devices, {
      forwards: !has('ip-forward-off'),
      strict: has('asymmetric-route') ? overlay.device : undefined,
      connections: has('connections-full') ? mostConnections : 40 + own.length * 12,
    }),
  };
}

function settingsOf(
  devices: readonly NodeDevice[],
  now: { readonly forwards: boolean; readonly strict: string | undefined; readonly connections: number },
): ReadonlyMap<string, string> {
  const forwarding = now.forwards ? '1' : '0';
  const conf = ['all', 'default', ...devices.map(({ name }) => name)].flatMap((name) => [
    [`net/ipv4/conf/${name}/forwarding`, forwarding] as const,
    [`net/ipv4/conf/${name}/rp_filter`, name === now.strict ? '1' : '0'] as const,
  ]);
  return new Map([
    ['net/ipv4/ip_forward', forwarding],
    ['net/ipv6/conf/all/forwarding', '0'],
    ...conf,
    ['net/bridge/bridge-nf-call-iptables', '1'],
    ['net/bridge/bridge-nf-call-ip6tables', '1'],
    ['net/ipv4/ping_group_range', '0\t2147483647'],
    ['net/netfilter/nf_conntrack_count', String(now.connections)],
    ['net/netfilter/nf_conntrack_max', String(mostConnections)],
    ['net/ipv4/neigh/default/gc_thresh1', '128'],
    ['net/ipv4/neigh/default/gc_thresh2', '512'],
    ['net/ipv4/neigh/default/gc_thresh3', '1024'],
  ]);
}

const at = (local: string, length: number) => ({ local, length });

function digest(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function macOf(text: string): string {
  return `0a:${digest(text)
    .slice(0, 10)
    .replaceAll(/(..)(?=.)/g, '$1:')}`;
}
