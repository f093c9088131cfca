const factors: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** '12.0 Gbits/sec' in bits per second (iperf3's bit rates are powers of ten); undefined for other texts. */
export function bitRate(number: string, unit: string): number | undefined {
  const match = /^([KMGT]?)bits\/sec$/.exec(unit);
  const bytes = /^([KMGT]?)Bytes\/sec$/.exec(unit);
  if (match !== null) return Number(number) * (factors[match[1] ?? ''] ?? 1);
  // -f K/M/G print bytes, and those are powers of 1024.
  if (bytes !== null) return Number(number) * 8 * 1024 ** ['', 'K', 'M', 'G', 'T'].indexOf(bytes[1] ?? '');
  return undefined;
}
