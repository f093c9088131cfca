import { isIP, isIPv4 } from 'node:net';
import type { AddressRange } from '../model/condition.ts';

/** One address as a number. */
export interface AddressValue {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** Bits of an address. */
const bits = { 4: 32, 6: 128 } as const;

/** Reads an IPv4 or IPv6 address; an IPv4-mapped IPv6 one is IPv4. Undefined: the text is none. A zone is refused. */
export function parseAddress(text: string): AddressValue | undefined {
  if (isIPv4(text)) return { family: 4, value: fromDotted(text) };
  if (isIP(text) !== 6 || text.includes('%')) return undefined;
  const value = fromGroups(text);
  return value >> 32n === 0xffffn ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value };
}

/** Reads a CIDR, or a bare address as a range of one. Bits below the prefix are ignored, as the Kubernetes API does. */
export function parseCidr(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const parsed = parseAddress(address);
  if (parsed === undefined || rest.length > 0) return undefined;
  const { family, value } = parsed;
  // A mapped address counts its prefix in IPv6 bits.
  const written = address.includes(':') ? 128 : 32;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const length = (prefix === undefined ? written : Number(prefix)) - (written - bits[family]);
  if (length < 0 || length > bits[family]) return undefined;
  const size = 1n << BigInt(bits[family] - length);
  const from = (value / size) * size;
  return { family, from, to: from + size - 1n, text };
}

function fromDotted(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function fromGroups(text: string): bigint {
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(text)?.[0];
  const groups =
    dotted === undefined
      ? text
      : `${text.slice(0, -dotted.length)}${(fromDotted(dotted) >> 16n).toString(16)}:${(fromDotted(dotted) & 0xffffn).toString(16)}`;
  const [head = '', tail] = groups.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...middle, ...last].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
