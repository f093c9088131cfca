import type { Bytes } from './bytes.ts';
import { readDns } from './dns.ts';
import type { OtherTransport, Udp } from './packet.ts';

const knownUdp: ReadonlyMap<number, string> = new Map([
  [67, 'DHCP'],
  [68, 'DHCP'],
  [123, 'NTP'],
  [500, 'IKE'],
  [4500, 'IPsec'],
  [546, 'DHCPv6'],
  [547, 'DHCPv6'],
  [51_820, 'WireGuard'],
  [51_821, 'WireGuard'],
  [51_871, 'WireGuard'],
]);
const dnsPorts: ReadonlySet<number> = new Set([53, 5353]);

/** A UDP datagram, and the DNS message in it; `length` is what the IP header leaves for it. */
export function readUdp(
  bytes: Bytes,
  length: number | undefined,
): { readonly transport: Udp | OtherTransport; readonly header: number } {
  const fromPort = bytes.u16(0);
  const toPort = bytes.u16(2);
  if (fromPort === undefined || toPort === undefined)
    return { transport: { kind: 'other', protocol: 17, words: 'UDP, cut' }, header: bytes.length };
  const told = bytes.u16(4) ?? 0;
  const whole = told >= 8 ? told : length;
  const dns = dnsPorts.has(fromPort) || dnsPorts.has(toPort) ? readDns(bytes.from(8)) : undefined;
  return {
    header: dns === undefined ? 8 : bytes.length,
    transport: {
      kind: 'udp',
      fromPort,
      toPort,
      payload: whole === undefined ? undefined : Math.max(0, whole - 8),
      dns,
      known: knownUdp.get(toPort) ?? knownUdp.get(fromPort),
    },
  };
}
