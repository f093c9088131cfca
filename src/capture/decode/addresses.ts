import type { Bytes } from './bytes.ts';

/** '10.244.1.5'; undefined where the bytes end before. */
export function ipv4Text(bytes: Bytes, offset: number): string | undefined {
  const last = bytes.u8(offset + 3);
  return last === undefined ? undefined : `${bytes.u8(offset)}.${bytes.u8(offset + 1)}.${bytes.u8(offset + 2)}.${last}`;
}

/** An IPv6 address as RFC 5952 writes it, 'fd00::1'; undefined where the bytes end before. */
export function ipv6Text(bytes: Bytes, offset: number): string | undefined {
  const groups: number[] = [];
  for (let group = 0; group < 8; group += 1) {
    const value = bytes.u16(offset + group * 2);
    if (value === undefined) return undefined;
    groups.push(value);
  }
  const mapped = groups[5] === 0xff_ff && groups.slice(0, 5).every((value) => value === 0);
  if (mapped) return `::ffff:${ipv4Text(bytes, offset + 12)}`;
  const { start, length } = longestZeros(groups);
  const hex = (values: readonly number[]) => values.map((value) => value.toString(16)).join(':');
  return length < 2 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((value, index) => {
    if (value !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}

/** '42:70:d1:2f:23:e5'; undefined where the bytes end before. */
export function macText(bytes: Bytes, offset: number): string | undefined {
  if (bytes.u8(offset + 5) === undefined) return undefined;
  return Array.from({ length: 6 }, (_, index) => (bytes.u8(offset + index) ?? 0).toString(16).padStart(2, '0')).join(
    ':',
  );
}
