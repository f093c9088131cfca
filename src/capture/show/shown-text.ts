import type { ShownPacket } from '../../contracts/capture.ts';
import type { DecodedPacket, Dns, IpPacket, TcpFlags, Transport } from '../decode/packet.ts';

/** What of a packet is shown, without what only its neighbours tell. */
export type PacketText = Pick<ShownPacket, 'from' | 'to' | 'protocol' | 'text' | 'tunnel'>;

/** One packet in words. Pure. */
export function packetText({ inner, tunnels }: DecodedPacket): PacketText {
  const tunnel =
    tunnels.length === 0
      ? undefined
      : tunnels
          .map(({ protocol, network }) => (network === undefined ? protocol : `${protocol} ${network}`))
          .join(', ');
  if (inner.kind === 'other') return { from: '', to: '', protocol: 'other', text: inner.words, tunnel };
  const { from, to } = inner;
  if (inner.kind === 'arp') {
    const text =
      inner.operation === 'request'
        ? `who has ${to}?`
        : inner.operation === 'reply'
          ? `${from} is at ${inner.fromMac}`
          : 'ARP';
    return { from, to, protocol: 'ARP', text, tunnel };
  }
  const fragment = inner.fragment === undefined || inner.fragment.offset > 0 ? '' : ' (first fragment)';
  return { from, to, tunnel, protocol: protocolOf(inner), text: `${transportText(inner.transport)}${fragment}` };
}

function protocolOf({ transport }: IpPacket): string {
  if (transport.kind === 'udp' && transport.dns !== undefined) return 'DNS';
  if (transport.kind === 'icmp') return transport.version === 4 ? 'ICMP' : 'ICMPv6';
  return transport.kind === 'other' ? 'IP' : transport.kind.toUpperCase();
}

function transportText(transport: Transport): string {
  switch (transport.kind) {
    case 'tcp': {
      const { fromPort, toPort, seq, payload = 0, mss } = transport;
      const more = [
        `seq ${seq}`,
        ...(payload > 0 ? [`length ${payload}`] : []),
        ...(mss === undefined ? [] : [`mss ${mss}`]),
      ];
      return `${flagWords(transport.flags)} ${fromPort} > ${toPort} ${more.join(' ')}`;
    }
    case 'udp': {
      const { fromPort, toPort, dns, known, payload } = transport;
      if (dns !== undefined) return dnsText(dns);
      return `${fromPort} > ${toPort}${known === undefined ? '' : ` ${known}`}${payload === undefined ? '' : ` length ${payload}`}`;
    }
    case 'icmp': {
      const { words, echo, mtu, quoted, target } = transport;
      const more = [
        ...(echo === undefined ? [] : [`id ${echo.id} seq ${echo.seq}`]),
        ...(mtu === undefined ? [] : [`mtu ${mtu}`]),
        ...(target === undefined ? [] : [target]),
        ...(quoted === undefined ? [] : [`about ${quotedText(quoted)}`]),
      ];
      return [words, ...more].join(' ');
    }
    case 'sctp':
      return `${transport.chunk ?? ''} ${transport.fromPort} > ${transport.toPort}`.trim();
    case 'other':
      return transport.words;
  }
}

function quotedText({ from, to, transport }: IpPacket): string {
  const ports =
    transport.kind === 'tcp' || transport.kind === 'udp' || transport.kind === 'sctp'
      ? ([transport.fromPort, transport.toPort] as const)
      : undefined;
  return ports === undefined ? `${from} > ${to}` : `${from}:${ports[0]} > ${to}:${ports[1]}`;
}

/** 'SYN', 'SYN ACK', 'FIN', 'RST', 'data', 'ACK'. */
export function flagWords({ syn, ack, fin, rst, psh }: TcpFlags): string {
  if (rst) return 'RST';
  if (syn) return ack ? 'SYN ACK' : 'SYN';
  if (fin) return 'FIN';
  return psh ? 'PSH ACK' : ack ? 'ACK' : 'no flags';
}

const rcodes: readonly string[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** 'NXDOMAIN', 'rcode 9'. */
export function rcodeText(rcode: number): string {
  return rcodes[rcode] ?? `rcode ${rcode}`;
}

function dnsText({ response, rcode, name = '', type = '', answers }: Dns): string {
  const asked = [type, name].filter((text) => text !== '').join(' ');
  if (!response) return `${asked}?`;
  return rcode === 0 ? `${asked}: ${answers} answers` : `${asked}: ${rcodeText(rcode)}`;
}
