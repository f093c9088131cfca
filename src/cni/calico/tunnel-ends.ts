import { createHash } from 'node:crypto';
import type { CniNodeRecord } from '../evidence.ts';

const prefix = 'projectcalico.org/';

/** The node's own address as Calico found it, of a family; undefined where it has not written one. */
export function calicoAddress({ annotations }: CniNodeRecord, family: 4 | 6 = 4): string | undefined {
  return annotations[`${prefix}IPv${family}Address`]?.replace(/\/\d+$/, '') || undefined;
}

/** Whether Calico has taken up the node. */
export function isCalicoNode(node: CniNodeRecord): boolean {
  return calicoAddress(node, 4) !== undefined || calicoAddress(node, 6) !== undefined;
}

/** A route reflector takes no part in the mesh of nodes. */
export function isRouteReflector({ annotations }: CniNodeRecord): boolean {
  return (annotations[`${prefix}RouteReflectorClusterID`] ?? '') !== '';
}

/** The end of a node's VXLAN tunnel, as Calico has written it on the node. */
export interface CalicoTunnelEnd {
  readonly node: string;
  readonly family: 4 | 6;
  readonly mac: string;
  /** The address that packets are sent to. */
  readonly publicAddress: string;
  /** The address of vxlan.calico there. */
  readonly overlayAddress: string;
}

/** The ends of the node's tunnels, one per family; none where Calico uses no VXLAN there. */
export function calicoTunnelEnds(node: CniNodeRecord): readonly CalicoTunnelEnd[] {
  return ([4, 6] as const).flatMap((family) => {
    const overlayAddress = node.annotations[`${prefix}IPv${family}VXLANTunnelAddr`];
    const publicAddress = calicoAddress(node, family);
    if (overlayAddress === undefined || publicAddress === undefined) return [];
    const told = node.annotations[`${prefix}VXLANTunnelMACAddr${family === 6 ? 'V6' : ''}`];
    return [
      {
        node: node.name,
        family,
        mac: (told || tunnelMac(node.name, family)).toLowerCase(),
        publicAddress,
        overlayAddress,
      },
    ];
  });
}

/** The MAC address of vxlan.calico, which Felix makes of the node's name (felix/calc/vxlan_resolver.go): 'f' and a digest. */
function tunnelMac(node: string, family: 4 | 6): string {
  const digest = createHash('sha1')
    .update(family === 6 ? `${node}-v6` : node)
    .digest();
  return [0x66, ...digest.subarray(0, 5)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Calico's VXLAN device of a family. */
export function calicoTunnelDevice(family: 4 | 6): string {
  return family === 4 ? 'vxlan.calico' : 'vxlan-v6.calico';
}
