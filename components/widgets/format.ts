/*
 * Numbers as the screen shows them: short, with units, never '-0.0'.
 */

/** '12s', '5m', '3h', '41d': how long ago, as kubectl shows ages. */
export function age(since: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  return days < 730 ? `${days}d` : `${Math.floor(days / 365)}y`;
}

/** Milliseconds with three significant digits, without unit: '0.142', '12.3', '1520'; '-' for nothing measured. */
export function milliseconds(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '-' : significant(value);
}

/** Bits per second with unit: '9.41 Gbit/s', '100 Mbit/s'. */
export function bitRate(bitsPerSecond: number): string {
  const { divisor, unit } = bitUnit(bitsPerSecond);
  return `${significant(bitsPerSecond / divisor)} ${unit}`;
}

export interface BitUnit {
  readonly divisor: number;
  readonly unit: 'bit/s' | 'kbit/s' | 'Mbit/s' | 'Gbit/s';
}

/** The unit that shows this rate with the fewest digits. */
export function bitUnit(bitsPerSecond: number): BitUnit {
  if (bitsPerSecond >= 1e9) return { divisor: 1e9, unit: 'Gbit/s' };
  if (bitsPerSecond >= 1e6) return { divisor: 1e6, unit: 'Mbit/s' };
  if (bitsPerSecond >= 1e3) return { divisor: 1e3, unit: 'kbit/s' };
  return { divisor: 1, unit: 'bit/s' };
}

/** Percent with one decimal, but never rounded to 0 or 100 when it is not: '0.0 %' means none. */
export function percent(value: number): string {
  if (value > 0 && value < 0.05) return '<0.1 %';
  if (value < 100 && value > 99.95) return '>99.9 %';
  return `${value.toFixed(1)} %`;
}

/** Three significant digits without exponent and without trailing noise. */
export function significant(value: number): string {
  const size = Math.abs(value);
  const text =
    size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : value.toFixed(3);
  return Number(text) === 0 ? '0' : text;
}
