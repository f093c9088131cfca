/** One end of a packet: address, and port where the protocol has them. */
export interface PacketEnd {
  readonly address: string;
  readonly port: string | undefined;
}

/** One packet as tcpdump prints it without -x. */
export interface CapturedPacket {
  readonly kind: 'packet';
  /** As printed: '00:41:36.429138', or with a date (-tttt); undefined for what is inside a tunnel, and with -t. */
  readonly time: string | undefined;
  /** With `-i any`: the device, and 'In' or 'Out'. */
  readonly device: string | undefined;
  readonly direction: string | undefined;
  readonly from: PacketEnd;
  readonly to: PacketEnd;
  /** What follows the addresses: 'Flags [S], seq …'. */
  readonly text: string;
  /** Which tunnel's packet this one is inside of; undefined outside. */
  readonly inside: TunnelHeader | undefined;
  /** 'incorrect' or 'bad udp cksum' was printed: on the sender that is offload, no fault. */
  readonly checksumDoubted: boolean;
}

/** A tunnel's outer packet. tcpdump takes flannel's port 8472 for OTV unless told `-T vxlan`. */
export interface TunnelHeader {
  readonly protocol: 'VXLAN' | 'OTV' | 'Geneve' | 'IPIP';
  readonly network: number | undefined;
  readonly from: PacketEnd;
  readonly to: PacketEnd;
}

/** A device that `tcpdump -D` lists. */
export interface CaptureDevice {
  readonly kind: 'device';
  readonly name: string;
  readonly flags: readonly string[];
}

/** '10.244.1.5.37323' taken apart; a part after the address is its port, by number or name. */
export function packetEnd(text: string): PacketEnd {
  const [, v4, v4Port] = /^(\d+\.\d+\.\d+\.\d+)(?:\.([\w-]+))?$/.exec(text) ?? [];
  if (v4 !== undefined) return { address: v4, port: v4Port };
  const [, v6, v6Port] = /^([0-9a-f:]*:[0-9a-f:]*(?:%\w+)?(?:\d+\.\d+\.\d+\.\d+)?)(?:\.([\w-]+))?$/i.exec(text) ?? [];
  if (v6 !== undefined) return { address: v6, port: v6Port };
  const [, name, port] = /^(.+)\.(\d+|http|https|domain|ssh)$/.exec(text) ?? [];
  return { address: name ?? text, port };
}

/** '10.244.1.5:80', '[fd00::1]:80', or the address alone. */
export function endText({ address, port }: PacketEnd): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
