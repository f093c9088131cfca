import { isFields, textOf } from '../../inventory/prune/fields.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import { addressText } from '../../policy/address/text.ts';
import type { CniNodeRecord } from '../evidence.ts';

/** What flannel has written on a node of its tunnel's end there, in one family. */
export interface TunnelEnd {
  readonly node: string;
  readonly family: 4 | 6;
  readonly mac: string;
  /** The address that packets are sent to. */
  readonly publicAddress: string;
  /** The address of the tunnel's device there: the first of the node's subnet. */
  readonly overlayAddress: string;
  readonly podCidr: string;
}

const prefix = 'flannel.alpha.coreos.com/';

/** The ends of the node's tunnels, one per family; none where flannel has not registered the node, or uses no VXLAN. */
export function tunnelEnds({ name, annotations, podCidrs }: CniNodeRecord): readonly TunnelEnd[] {
  const families = [
    { family: 4, data: 'backend-data', address: 'public-ip' },
    { family: 6, data: 'backend-v6-data', address: 'public-ipv6' },
  ] as const;
  return families.flatMap(({ family, data, address }) => {
    const mac = vtepMac(annotations[`${prefix}${data}`]);
    const publicAddress = annotations[`${prefix}${address}`];
    const podCidr = podCidrs.find((cidr) => parseCidr(cidr)?.family === family);
    const range = podCidr === undefined ? undefined : parseCidr(podCidr);
    if (mac === undefined || publicAddress === undefined || podCidr === undefined || range === undefined) return [];
    return [{ node: name, family, mac, publicAddress, overlayAddress: addressText(family, range.from), podCidr }];
  });
}

/** Whether flannel has taken up the node. */
export function isRegistered({ annotations }: CniNodeRecord): boolean {
  return annotations[`${prefix}public-ip`] !== undefined || annotations[`${prefix}public-ipv6`] !== undefined;
}

/** VtepMAC of backend-data ({"VNI":1,"VtepMAC":"…"}), in lower case; 'null' is what other backends write. */
function vtepMac(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isFields(parsed) ? textOf(parsed, 'VtepMAC').toLowerCase() || undefined : undefined;
  } catch {
    return undefined;
  }
}
