import { ipv4Text, ipv6Text } from './addresses.ts';
import type { Bytes } from './bytes.ts';
import type { Fragment, IpPacket } from './packet.ts';

/** An IP header and where it leads: what follows it is not read yet. */
export interface IpHeader extends Omit<IpPacket, 'kind' | 'transport'> {
  /** IANA number of what follows. */
  readonly protocol: number;
  readonly payload: Bytes;
  /** How many bytes of it the headers say that there are. */
  readonly payloadLength: number | undefined;
}

/** An IPv4 header; undefined where it is cut before its addresses or is none. */
export function readIpv4(bytes: Bytes): IpHeader | undefined {
  const first = bytes.u8(0);
  const from = ipv4Text(bytes, 12);
  const to = ipv4Text(bytes, 16);
  const protocol = bytes.u8(9);
  const flags = bytes.u16(6);
  if (first === undefined || from === undefined || to === undefined || protocol === undefined || flags === undefined)
    return undefined;
  const header = (first & 0x0f) * 4;
  if (first >> 4 !== 4 || header < 20) return undefined;
  // A length of 0 is that of segments which the network card, or the kernel before it, still has to cut (TSO).
  const length = bytes.u16(2) === 0 ? undefined : bytes.u16(2);
  const offset = (flags & 0x1f_ff) * 8;
  const more = (flags & 0x20_00) !== 0;
  return {
    version: 4,
    from,
    to,
    id: bytes.u16(4),
    hops: bytes.u8(8),
    dontFragment: (flags & 0x40_00) !== 0,
    fragment: offset > 0 || more ? { offset, more } : undefined,
    length,
    protocol,
    // What lies behind the packet in its frame is padding.
    payload: bytes.from(header, length === undefined ? undefined : length - header),
    payloadLength: length === undefined ? undefined : Math.max(0, length - header),
  };
}

/** Hop-by-hop, routing, destination options, mobility, HIP, shim6: a next header, and a length in units of eight bytes. */
const extensions: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);
const fragmentHeader = 44;
const authenticationHeader = 51;

/** An IPv6 header with its extension headers; undefined where it is cut before its addresses or is none. */
export function readIpv6(bytes: Bytes): IpHeader | undefined {
  const from = ipv6Text(bytes, 8);
  const to = ipv6Text(bytes, 24);
  let protocol = bytes.u8(6);
  if (from === undefined || to === undefined || protocol === undefined || (bytes.u8(0) ?? 0) >> 4 !== 6)
    return undefined;
  const told = bytes.u16(4);
  const whole = told === undefined || told === 0 ? undefined : told;
  let at = 40;
  let id: number | undefined;
  let fragment: Fragment | undefined;
  // Nobody needs more; a chain without end is somebody's trick.
  for (let count = 0; count < 8; count += 1) {
    const isFragment = protocol === fragmentHeader;
    if (!isFragment && protocol !== authenticationHeader && !extensions.has(protocol)) break;
    const next = bytes.u8(at);
    const size = bytes.u8(at + 1);
    if (next === undefined || size === undefined) break;
    if (isFragment) {
      const place = bytes.u16(at + 2) ?? 0;
      id = bytes.u32(at + 4);
      const offset = place & 0xff_f8;
      const more = (place & 1) !== 0;
      // Some answer a small MTU with a fragment header on whole packets.
      if (offset > 0 || more) fragment = { offset, more };
    }
    at += isFragment ? 8 : protocol === authenticationHeader ? (size + 2) * 4 : (size + 1) * 8;
    protocol = next;
    if (fragment !== undefined && fragment.offset > 0) break;
  }
  return {
    version: 6,
    from,
    to,
    id,
    hops: bytes.u8(7),
    dontFragment: true,
    fragment,
    length: whole === undefined ? undefined : whole + 40,
    protocol,
    payload: bytes.from(at, whole === undefined ? undefined : whole + 40 - at),
    payloadLength: whole === undefined ? undefined : Math.max(0, whole + 40 - at),
  };
}
