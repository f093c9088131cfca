import { isIP, isIPv6 } from 'node:net';

/** 4 or 6 for an IP address without brackets, else undefined. A zone ('fe80::1%eth0') counts as IPv6. */
export function addressFamily(text: string): 4 | 6 | undefined {
  const family = isIP(text);
  return family === 4 || family === 6 ? family : undefined;
}

/** 'address:port' with IPv6 in brackets: '[fd00::1]:80'. A host name stays as it is. */
export function addressAndPort(address: string, port: number | string): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

/** The address as it stands in a URL. */
export function urlHost(address: string): string {
  return isIPv6(address) ? `[${address.replace('%', '%25')}]` : address;
}
