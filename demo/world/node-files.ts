import { cniPlans } from './cni/plans.ts';
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
export function cniPlugins({ cni }: World): readonly string[] {
  return [...standardPlugins, ...cniPlans[cni].plugins].toSorted();
}

/** The files of a node that plumbline and operators read, by absolute path. */
export function nodeFiles({ cni }: World, node: WorldNode): ReadonlyMap<string, string> {
  return new Map([['/etc/hostname', `${node.name}\n`], ...cniPlans[cni].nodeFiles(node)]);
}
