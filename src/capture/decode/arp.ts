import { ipv4Text, macText } from './addresses.ts';
import type { Bytes } from './bytes.ts';
import type { Arp } from './packet.ts';

/** ARP for IPv4 over Ethernet; undefined for anything else, and where it is cut. */
export function readArp(bytes: Bytes): Arp | undefined {
  if (bytes.u16(0) !== 1 || bytes.u16(2) !== 0x08_00 || bytes.u8(4) !== 6 || bytes.u8(5) !== 4) return undefined;
  const fromMac = macText(bytes, 8);
  const from = ipv4Text(bytes, 14);
  const to = ipv4Text(bytes, 24);
  if (fromMac === undefined || from === undefined || to === undefined) return undefined;
  const operation = bytes.u16(6);
  return {
    kind: 'arp',
    operation: operation === 1 ? 'request' : operation === 2 ? 'reply' : 'other',
    from,
    to,
    fromMac,
  };
}
