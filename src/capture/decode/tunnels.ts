import type { Bytes } from './bytes.ts';
import type { Tunnel } from './packet.ts';

/** What a tunnel carries: a frame, or an IP packet. */
export interface Carried {
  readonly protocol: Tunnel['protocol'];
  readonly network: number | undefined;
  /** Ethernet, or by its EtherType. */
  readonly carries: 'ethernet' | number;
  readonly payload: Bytes;
}

/** 8472 as flannel and Cilium have it by Linux' old default, 4789 as IANA has it. */
export const vxlanPorts: ReadonlySet<number> = new Set([8472, 4789]);
export const genevePort = 6081;

/** VXLAN (RFC 7348). A wrong port holds no VXLAN: without its flag and zeros it is something else. */
export function readVxlan(bytes: Bytes): Carried | undefined {
  const flags = bytes.u8(0);
  const network = bytes.u32(4);
  if (flags === undefined || network === undefined || (flags & 0x08) === 0) return undefined;
  // The lowest byte is reserved; Cilium puts the sender's identity where Group Policy has it, before the VNI.
  return { protocol: 'VXLAN', network: network >>> 8, carries: 'ethernet', payload: bytes.from(8) };
}

/** Geneve (RFC 8926) of version 0. */
export function readGeneve(bytes: Bytes): Carried | undefined {
  const first = bytes.u8(0);
  const type = bytes.u16(2);
  const network = bytes.u32(4);
  if (first === undefined || type === undefined || network === undefined || first >> 6 !== 0) return undefined;
  const payload = bytes.from(8 + (first & 0x3f) * 4);
  return { protocol: 'Geneve', network: network >>> 8, carries: type === 0x65_58 ? 'ethernet' : type, payload };
}

/** GRE (RFC 2784, 2890) of version 0. */
export function readGre(bytes: Bytes): Carried | undefined {
  const flags = bytes.u16(0);
  const type = bytes.u16(2);
  if (flags === undefined || type === undefined || (flags & 7) !== 0 || (flags & 0x40_00) !== 0) return undefined;
  const checksum = (flags & 0x80_00) === 0 ? 0 : 4;
  const key = (flags & 0x20_00) === 0 ? 0 : 4;
  const sequence = (flags & 0x10_00) === 0 ? 0 : 4;
  return {
    protocol: 'GRE',
    network: key === 0 ? undefined : bytes.u32(4 + checksum),
    carries: type === 0x65_58 ? 'ethernet' : type,
    payload: bytes.from(4 + checksum + key + sequence),
  };
}
