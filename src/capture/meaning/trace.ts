import type { LinkEnds, SeenPacket } from './seen-packet.ts';
import { ipOf } from './seen-packet.ts';

/** What makes a packet the same one wherever it is seen. Addresses, ports and checksums are not part of it: they change on the way. */
export interface Trace {
  readonly key: string;
  /** From the source, or back to it; undefined where neither end's address is in it. */
  readonly way: 'there' | 'back' | undefined;
  /** Bytes of a TCP stream: cards and kernels join and cut segments, so they are looked for by what they cover. */
  readonly bytes: { readonly from: number; readonly to: number } | undefined;
  /** 'SYN', 'echo request', 'DNS question'. */
  readonly what: string;
}

/** How a packet is known again at the other sides; undefined for what cannot be told (bare acknowledgements, later fragments). */
export function traceOf(seen: SeenPacket, ends: LinkEnds): Trace | undefined {
  const packet = ipOf(seen);
  if (packet === undefined || (packet.fragment !== undefined && packet.fragment.offset > 0)) return undefined;
  const { from, to, id, transport } = packet;
  const way =
    ends.source.has(from) || ends.destination.has(to)
      ? 'there'
      : ends.source.has(to) || ends.destination.has(from)
        ? 'back'
        : undefined;
  const trace = (key: string, what: string): Trace => ({ key, way, what, bytes: undefined });
  switch (transport.kind) {
    case 'tcp': {
      const { flags, seq, ack, payload = 0 } = transport;
      if (flags.rst) return trace(`rst ${seq} ${ack}`, 'RST');
      if (flags.syn) return trace(`syn ${seq} ${flags.ack}`, flags.ack ? 'SYN ACK' : 'SYN');
      if (payload > 1) return { ...trace(`data ${seq} ${payload}`, 'data'), bytes: { from: seq, to: seq + payload } };
      return flags.fin ? trace(`fin ${seq}`, 'FIN') : undefined;
    }
    case 'udp': {
      const { dns, payload } = transport;
      if (dns !== undefined) {
        const what = dns.response ? 'DNS answer' : 'DNS question';
        return trace(`dns ${dns.response} ${dns.id} ${dns.name} ${dns.type}`, what);
      }
      // Without an identification only its size tells it from others: that may find too much, never too little.
      return trace(`udp ${id ?? 0} ${payload}`, 'UDP');
    }
    case 'icmp':
      if (transport.echo === undefined) return undefined;
      return trace(`${transport.words} ${transport.echo.id} ${transport.echo.seq}`, transport.words);
    case 'sctp':
      return trace(`sctp ${transport.chunk} ${id ?? 0}`, `SCTP ${transport.chunk ?? ''}`.trim());
    case 'other':
      return undefined;
  }
}
