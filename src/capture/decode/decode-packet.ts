import { readArp } from './arp.ts';
import { Bytes } from './bytes.ts';
import { etherTypes, ethernetFrame, readFrame } from './frame.ts';
import { readIcmp } from './icmp.ts';
import { type IpHeader, readIpv4, readIpv6 } from './ip.ts';
import type { DecodedPacket, IpPacket, NetworkPacket, OtherTransport, Transport, Tunnel } from './packet.ts';
import { readSctp } from './sctp.ts';
import { readTcp } from './tcp.ts';
import { type Carried, genevePort, readGeneve, readGre, readVxlan, vxlanPorts } from './tunnels.ts';
import { readUdp } from './udp.ts';

/** Tunnels within tunnels are followed so deep: two are usual (Calico over WireGuard over VXLAN), more are nobody's. */
const deepest = 4;

/** What is not to be seen in the packet itself. */
export interface DecodeOptions {
  /** Where VXLAN is expected besides 8472 and 4789. */
  readonly vxlanPorts?: readonly number[];
}

interface Reading {
  readonly options: DecodeOptions;
  readonly tunnels: Tunnel[];
  /** Where in the frame the headers end. */
  headerEnd: number;
}

/** Reads one captured packet of a link type, through its tunnels. Total: whatever the bytes are, there is an answer. */
export function decodePacket(linkType: number, data: Uint8Array, options: DecodeOptions = {}): DecodedPacket {
  const frame = readFrame(linkType, new Bytes(data));
  const nothing = { tunnels: [], vlans: [], direction: undefined, headerBytes: data.length };
  if (frame === undefined)
    return { ...nothing, inner: { kind: 'other', words: `link type ${linkType}, which is not read` } };
  const reading: Reading = { options, tunnels: [], headerEnd: data.length };
  const inner = readNetwork(frame.etherType, frame.payload, reading);
  return {
    tunnels: reading.tunnels,
    vlans: frame.vlans,
    direction: frame.direction,
    inner,
    headerBytes: Math.min(reading.headerEnd, data.length),
  };
}

function readNetwork(etherType: number | undefined, payload: Bytes, reading: Reading): NetworkPacket {
  if (etherType === undefined) return { kind: 'other', words: 'cut before its protocol' };
  const cut = (name: string): NetworkPacket => ({ kind: 'other', words: `${name}, cut or damaged` });
  if (etherType === etherTypes.arp) return readArp(payload) ?? cut('ARP');
  if (etherType === etherTypes.ipv4) return throughIp(readIpv4(payload), reading) ?? cut('IPv4');
  if (etherType === etherTypes.ipv6) return throughIp(readIpv6(payload), reading) ?? cut('IPv6');
  reading.headerEnd = payload.start;
  // Below this it is the length of a frame of IEEE 802.3: spanning tree and the like.
  return {
    kind: 'other',
    words: etherType < 0x06_00 ? 'IEEE 802.3' : `EtherType 0x${etherType.toString(16).padStart(4, '0')}`,
  };
}

/** The IP packet, or what is inside of it where it is a tunnel's. */
function throughIp(header: IpHeader | undefined, reading: Reading): NetworkPacket | undefined {
  if (header === undefined) return undefined;
  const carried = reading.tunnels.length < deepest ? carriedBy(header, reading.options) : undefined;
  if (carried !== undefined) {
    const { protocol, network, carries, payload } = carried;
    reading.tunnels.push({ protocol, network, from: header.from, to: header.to });
    const frame = carries === 'ethernet' ? ethernetFrame(payload) : { etherType: carries, payload };
    return readNetwork(frame.etherType, frame.payload, reading);
  }
  const { transport, header: transportHeader } = readTransport(header, 0);
  reading.headerEnd = header.payload.start + transportHeader;
  return ipPacket(header, transport);
}

function carriedBy(header: IpHeader, options: DecodeOptions): Carried | undefined {
  const { protocol, payload } = header;
  if (header.fragment !== undefined && header.fragment.offset > 0) return undefined;
  if (protocol === 4 || protocol === 41)
    return {
      protocol: 'IPIP',
      network: undefined,
      carries: protocol === 4 ? etherTypes.ipv4 : etherTypes.ipv6,
      payload,
    };
  if (protocol === 47) return readGre(payload);
  if (protocol !== 17) return undefined;
  const to = payload.u16(2);
  if (to === undefined) return undefined;
  if (to === genevePort) return readGeneve(payload.from(8));
  return vxlanPorts.has(to) || options.vxlanPorts?.includes(to) === true ? readVxlan(payload.from(8)) : undefined;
}

function ipPacket(
  { protocol: _protocol, payload: _payload, payloadLength: _length, ...header }: IpHeader,
  transport: Transport,
): IpPacket {
  return { kind: 'ip', ...header, transport };
}

function readTransport(header: IpHeader, quotes: number): { readonly transport: Transport; readonly header: number } {
  const { protocol, payload, payloadLength, fragment } = header;
  const other = (words: string): { readonly transport: OtherTransport; readonly header: number } => ({
    transport: { kind: 'other', protocol, words },
    header: 0,
  });
  if (fragment !== undefined && fragment.offset > 0) return other(`fragment at ${fragment.offset}`);
  if (protocol === 6) return readTcp(payload, payloadLength);
  if (protocol === 17) return readUdp(payload, payloadLength);
  if (protocol === 132) return readSctp(payload);
  if (protocol === 1 || protocol === 58)
    return readIcmp(protocol === 1 ? 4 : 6, payload, (quote) => (quotes > 0 ? undefined : readQuoted(quote)));
  return other(protocolNames.get(protocol) ?? `IP protocol ${protocol}`);
}

const protocolNames: ReadonlyMap<number, string> = new Map([
  [2, 'IGMP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [51, 'AH'],
  [59, 'nothing'],
  [89, 'OSPF'],
  [103, 'PIM'],
  [112, 'VRRP'],
]);

/** The packet that an ICMP error quotes: its header, and at least eight bytes of what follows. */
function readQuoted(bytes: Bytes): IpPacket | undefined {
  const header = readIpv4(bytes) ?? readIpv6(bytes);
  if (header === undefined) return undefined;
  const { transport } = readTransport(header, 1);
  // Eight bytes of TCP hold its ports and sequence number, not its flags.
  const from = header.payload.u16(0);
  const to = header.payload.u16(2);
  const seq = header.payload.u32(4);
  if (
    transport.kind === 'other' &&
    header.protocol === 6 &&
    from !== undefined &&
    to !== undefined &&
    seq !== undefined
  ) {
    const flags = { syn: false, ack: false, fin: false, rst: false, psh: false };
    const tcp = { kind: 'tcp', fromPort: from, toPort: to, seq, flags } as const;
    return ipPacket(header, { ...tcp, ack: undefined, window: undefined, mss: undefined, payload: undefined });
  }
  return ipPacket(header, transport);
}
