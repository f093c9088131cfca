/** An address as operators write it; IPv6 with its longest run of zeros left out (RFC 5952). */
export function addressText(family: 4 | 6, value: bigint): string {
  return family === 4
    ? words(value, 4, 8n).join('.')
    : shortened(words(value, 8, 16n).map((word) => word.toString(16)));
}

function words(value: bigint, count: number, bits: bigint): readonly bigint[] {
  const mask = (1n << bits) - 1n;
  return Array.from({ length: count }, (_, index) => (value >> (bits * BigInt(count - 1 - index))) & mask);
}

function shortened(groups: readonly string[]): string {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
