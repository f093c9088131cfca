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

/** Every node is a peer of every other: what is written on it is read once. */
const ends = new WeakMap<CniNodeRecord, readonly TunnelEnd[]>();

/** The ends of the node's tunnels, one per family; none where flannel has not registered the node, or uses no VXLAN. */
export function tunnelEnds(record: CniNodeRecord): readonly TunnelEnd[] {
  const known = ends.get(record) ?? readEnds(record);
  ends.set(record, known);
  return known;
}

function readEnds(record: CniNodeRecord): readonly TunnelEnd[] {
  const { name, annotations, podCidrs } = record;
  const families = [
    { family: 4, data: 'backend-data' },
    { family: 6, data: 'backend-v6-data' },
  ] as const;
  return families.flatMap(({ family, data }) => {
    const mac = vtepMac(annotations[`${prefix}${data}`]);
    const address = publicAddress(record, family);
    const podCidr = podCidrs.find((cidr) => parseCidr(cidr)?.family === family);
    const range = podCidr === undefined ? undefined : parseCidr(podCidr);
    if (mac === undefined || address === undefined || podCidr === undefined || range === undefined) return [];
    return [
      { node: name, family, mac, publicAddress: address, overlayAddress: addressText(family, range.from), podCidr },
    ];
  });
}

/** The address that flannel tells the others of the node; undefined where it tells none of that family. */
export function publicAddress({ annotations }: CniNodeRecord, family: 4 | 6): string | undefined {
  return annotations[`${prefix}${family === 4 ? 'public-ip' : 'public-ipv6'}`];
}

/** The backend that flannel runs on the node: 'vxlan', 'host-gw'… */
export function backendOn({ annotations }: CniNodeRecord): string | undefined {
  return annotations[`${prefix}backend-type`]?.toLowerCase();
}

/** Whether flannel has taken up the node. */
export function isRegistered(record: CniNodeRecord): boolean {
  return publicAddress(record, 4) !== undefined || publicAddress(record, 6) !== undefined;
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
