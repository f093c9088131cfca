/** The range of a chart's y axis. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * From zero to a round number that holds the values. One spike must not flatten everything else: when the largest
 * value is more than four times the 95th percentile, the range ends at a round number above twice that percentile, and
 * the spike is drawn at the edge (the chart marks it).
 */
export function chooseRange(values: readonly (number | undefined)[]): Range {
  const sorted = values
    .filter((value): value is number => value !== undefined && Number.isFinite(value))
    .sort((a, b) => a - b);
  const largest = sorted.at(-1) ?? 0;
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  const wanted = sorted.length >= 20 && largest > 4 * p95 && p95 > 0 ? 2 * p95 : largest;
  return { minimum: 0, maximum: roundUp(wanted) };
}

const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** The next number that reads well on an axis (1, 1.5, 2, 3, … times a power of ten); 1 for zero and less. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = steps.find((candidate) => candidate * power >= value * 0.999_999) ?? 10;
  return Number((step * power).toPrecision(6));
}
