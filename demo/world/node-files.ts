import { cniConfiguration } from './config-maps.ts';
import type { World, WorldNode } from './types.ts';

/** What the package kubernetes-cni puts beside the plugin of the CNI. */
const standardPlugins = [
  'bandwidth',
  'bridge',
  'dhcp',
  'dummy',
  'firewall',
  'host-device',
  'host-local',
  'ipvlan',
  'loopback',
  'macvlan',
  'portmap',
  'ptp',
  'sbr',
  'static',
  'tap',
  'tuning',
  'vlan',
  'vrf',
];

/** The plugins in a node's /opt/cni/bin. */
export function cniPlugins(): readonly string[] {
  return [...standardPlugins, 'flannel'].toSorted();
}

/** What flanneld writes for its CNI plugin; `mtu` of the tunnel. */
function subnetFile(node: WorldNode): string {
  const subnet = node.podCidr.replace(/\.0\//, '.1/');
  return `FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=${subnet}\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n`;
}

/** The files of a node that plumbline and operators read, by absolute path. */
export function nodeFiles(_world: World, node: WorldNode): ReadonlyMap<string, string> {
  return new Map([
    ['/etc/hostname', `${node.name}\n`],
    ['/etc/cni/net.d/10-flannel.conflist', cniConfiguration],
    ['/run/flannel/subnet.env', subnetFile(node)],
  ]);
}
