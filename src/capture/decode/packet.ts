/*
 * What is read of one captured packet. Everything that the bytes do not hold any more is undefined; nothing is guessed.
 */

/** TCP's flags that tell what a segment is for. */
export interface TcpFlags {
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly psh: boolean;
}

/** A TCP segment; `payload` is its length as the IP header has it, whatever of it was captured. */
export interface Tcp {
  readonly kind: 'tcp';
  readonly fromPort: number;
  readonly toPort: number;
  readonly seq: number;
  readonly ack: number | undefined;
  readonly flags: TcpFlags;
  readonly window: number | undefined;
  /** The option MSS, on SYNs. */
  readonly mss: number | undefined;
  readonly payload: number | undefined;
}

/** A DNS message as far as its first question; `rcode` by its number (0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED). */
export interface Dns {
  readonly id: number;
  readonly response: boolean;
  readonly rcode: number;
  readonly truncated: boolean;
  readonly answers: number;
  /** Without the dot at its end; undefined where it is cut or no name. */
  readonly name: string | undefined;
  /** 'A', 'AAAA', 'TYPE64'. */
  readonly type: string | undefined;
}

export interface Udp {
  readonly kind: 'udp';
  readonly fromPort: number;
  readonly toPort: number;
  readonly payload: number | undefined;
  readonly dns: Dns | undefined;
  /** What the ports say that it is, where it is nothing that is read further: 'WireGuard', 'DHCP'. */
  readonly known: string | undefined;
}

/** ICMP of either version. */
export interface Icmp {
  readonly kind: 'icmp';
  readonly version: 4 | 6;
  readonly type: number;
  readonly code: number;
  /** 'echo request', 'host unreachable: admin prohibited'. */
  readonly words: string;
  readonly echo: { readonly reply: boolean; readonly id: number; readonly seq: number } | undefined;
  /** The MTU that 'fragmentation needed' and 'packet too big' tell. */
  readonly mtu: number | undefined;
  /** An error: a packet did not arrive. */
  readonly error: boolean;
  /** Whom a neighbour discovery asks for or answers about. */
  readonly target: string | undefined;
  /** The packet that an error is about. */
  readonly quoted: IpPacket | undefined;
}

export interface Sctp {
  readonly kind: 'sctp';
  readonly fromPort: number;
  readonly toPort: number;
  /** The type of the first chunk: 'INIT', 'ABORT', 'chunk 130'. */
  readonly chunk: string | undefined;
}

/** What is carried and not read further: by its protocol number, or cut before its ports. */
export interface OtherTransport {
  readonly kind: 'other';
  readonly protocol: number;
  readonly words: string;
}

export type Transport = Tcp | Udp | Icmp | Sctp | OtherTransport;

/** Where a fragment lies in its packet, in bytes. Only the first one holds ports. */
export interface Fragment {
  readonly offset: number;
  readonly more: boolean;
}

export interface IpPacket {
  readonly kind: 'ip';
  readonly version: 4 | 6;
  readonly from: string;
  readonly to: string;
  /** IPv4's identification, or that of IPv6's fragment header. */
  readonly id: number | undefined;
  readonly hops: number | undefined;
  readonly dontFragment: boolean;
  readonly fragment: Fragment | undefined;
  /** Of the whole packet with its header, as the header has it; undefined where it says 0 (segments joined by the card). */
  readonly length: number | undefined;
  readonly transport: Transport;
}

export interface Arp {
  readonly kind: 'arp';
  readonly operation: 'request' | 'reply' | 'other';
  readonly from: string;
  readonly to: string;
  readonly fromMac: string;
}

/** Not IP, or cut before its addresses. */
export interface OtherPacket {
  readonly kind: 'other';
  readonly words: string;
}

export type NetworkPacket = IpPacket | Arp | OtherPacket;

/** One tunnel that a packet was inside of. */
export interface Tunnel {
  readonly protocol: 'VXLAN' | 'Geneve' | 'IPIP' | 'GRE';
  /** VNI. */
  readonly network: number | undefined;
  readonly from: string;
  readonly to: string;
}

/** A captured packet, read through its tunnels. */
export interface DecodedPacket {
  /** The tunnels, outermost first. */
  readonly tunnels: readonly Tunnel[];
  /** VLANs of the outer frame. */
  readonly vlans: readonly number[];
  /** Which way it passed, where the link type tells (a capture on every device). */
  readonly direction: 'in' | 'out' | undefined;
  readonly inner: NetworkPacket;
  /** How many of its bytes are headers: from there on it is payload. DNS and what ICMP quotes count as headers. */
  readonly headerBytes: number;
}
