import type { Bytes } from './bytes.ts';

/** What lies within a captured frame: the protocol by its EtherType, and where it begins. */
export interface Frame {
  /** 0x0800 IPv4, 0x86dd IPv6, 0x0806 ARP; undefined where the bytes end before. */
  readonly etherType: number | undefined;
  readonly payload: Bytes;
  readonly vlans: readonly number[];
  readonly direction: 'in' | 'out' | undefined;
}

export const etherTypes = { ipv4: 0x08_00, arp: 0x08_06, ipv6: 0x86_dd } as const;

/** Link types that are read (https://www.tcpdump.org/linktypes.html). */
export const linkTypes = {
  null: 0,
  ethernet: 1,
  raw: 101,
  loop: 108,
  linuxSll: 113,
  ipv4: 228,
  ipv6: 229,
  linuxSll2: 276,
} as const;

const rawBsd: ReadonlySet<number> = new Set([12, 14, linkTypes.raw]);

/** Takes the frame's header off; undefined for a link type that is not read. */
export function readFrame(linkType: number, bytes: Bytes): Frame | undefined {
  if (linkType === linkTypes.ethernet) return ethernetFrame(bytes);
  if (linkType === linkTypes.linuxSll) return cooked(bytes, bytes.u16(14), bytes.from(16), bytes.u16(0));
  if (linkType === linkTypes.linuxSll2) return cooked(bytes, bytes.u16(0), bytes.from(20), bytes.u8(10));
  if (rawBsd.has(linkType) || linkType === linkTypes.ipv4 || linkType === linkTypes.ipv6) return raw(bytes);
  if (linkType === linkTypes.null || linkType === linkTypes.loop) return raw(bytes.from(4));
  return undefined;
}

/** An Ethernet frame, with any VLAN tags before what it carries. Also what VXLAN and Geneve carry. */
export function ethernetFrame(bytes: Bytes): Frame {
  return tagged(bytes.u16(12), bytes.from(14), undefined);
}

function cooked(bytes: Bytes, protocol: number | undefined, payload: Bytes, packetType: number | undefined): Frame {
  if (packetType === undefined || bytes.length === 0)
    return { etherType: undefined, payload, vlans: [], direction: undefined };
  // 4: sent by us; 0 to 3: to us, broadcast, multicast, to somebody else.
  return tagged(protocol, payload, packetType === 4 ? 'out' : 'in');
}

function tagged(type: number | undefined, after: Bytes, direction: Frame['direction']): Frame {
  const vlans: number[] = [];
  let etherType = type;
  let payload = after;
  while (etherType === 0x81_00 || etherType === 0x88_a8 || etherType === 0x91_00) {
    const tag = payload.u16(0);
    if (tag === undefined) return { etherType: undefined, payload, vlans, direction };
    vlans.push(tag & 0x0f_ff);
    etherType = payload.u16(2);
    payload = payload.from(4);
  }
  return { etherType, payload, vlans, direction };
}

/** A bare IP packet says its version itself. */
function raw(bytes: Bytes): Frame {
  const version = (bytes.u8(0) ?? 0) >> 4;
  const etherType = version === 4 ? etherTypes.ipv4 : version === 6 ? etherTypes.ipv6 : undefined;
  return { etherType, payload: bytes, vlans: [], direction: undefined };
}
