import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Whether NO_PROXY exempts a host from the proxy, as Go's programs (kubectl) read it: names stand for themselves and
 * their subdomains, '.name' and '*.name' for subdomains only, addresses and CIDR ranges for addresses, each with a port
 * where one is given; '*' for everything. This machine itself is always exempt.
 */
export function isExempt(host: string, port: number, list: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || isLoopback(name)) return true;
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && (entry === '*' || inRange(entry, name) || matches(entry, name, port)));
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function inRange(entry: string, host: string): boolean {
  const slash = entry.indexOf('/');
  const network = entry.slice(0, slash);
  const bits = Number(entry.slice(slash + 1));
  if (slash < 0 || isIP(network) === 0 || isIP(host) === 0) return false;
  if (!/^\d+$/.test(entry.slice(slash + 1)) || bits > (isIPv6(network) ? 128 : 32)) return false;
  const range = new BlockList();
  range.addSubnet(network, bits, isIPv6(network) ? 'ipv6' : 'ipv4');
  return range.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}

function matches(entry: string, host: string, port: number): boolean {
  const [, bracketed, named, only] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  // A bare IPv6 address is full of colons.
  const wanted = isIPv6(entry) ? entry : (bracketed ?? named ?? '');
  if (wanted === '' || (only !== undefined && !isIPv6(entry) && Number(only) !== port)) return false;
  if (isIP(wanted) !== 0 || isIP(host) !== 0) return wanted === host;
  const suffix = wanted.replace(/^\*\./, '.');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}
