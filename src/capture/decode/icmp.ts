import { ipv6Text } from './addresses.ts';
import type { Bytes } from './bytes.ts';
import { icmpWords, isIcmpError } from './icmp-words.ts';
import type { Icmp, IpPacket, OtherTransport } from './packet.ts';

/** An ICMP message. An error's quote is read by `readQuoted`, which must not read quotes within quotes without end. */
export function readIcmp(
  version: 4 | 6,
  bytes: Bytes,
  readQuoted: (quote: Bytes) => IpPacket | undefined,
): { readonly transport: Icmp | OtherTransport; readonly header: number } {
  const type = bytes.u8(0);
  const code = bytes.u8(1);
  if (type === undefined || code === undefined)
    return { transport: { kind: 'other', protocol: version === 4 ? 1 : 58, words: 'ICMP, cut' }, header: bytes.length };
  const error = isIcmpError(version, type);
  const [request, reply] = version === 4 ? [8, 0] : [128, 129];
  const id = bytes.u16(4);
  const seq = bytes.u16(6);
  const tooBig = version === 4 ? type === 3 && code === 4 : type === 2;
  const mtu = tooBig ? (version === 4 ? bytes.u16(6) : bytes.u32(4)) : undefined;
  const discovery = version === 6 && (type === 135 || type === 136);
  return {
    // Neighbour discovery and quotes hold no payload; what follows an echo's head is.
    header: error || discovery ? bytes.length : 8,
    transport: {
      kind: 'icmp',
      version,
      type,
      code,
      words: icmpWords(version, type, code),
      echo:
        (type === request || type === reply) && id !== undefined && seq !== undefined
          ? { reply: type === reply, id, seq }
          : undefined,
      // Old routers tell no MTU and say 0.
      mtu: mtu === 0 ? undefined : mtu,
      error,
      target: discovery ? ipv6Text(bytes, 8) : undefined,
      quoted: error ? readQuoted(bytes.from(8)) : undefined,
    },
  };
}
