/** The value below which `share` (0 to 1) of the values lie, by the nearest-rank method; undefined without values. `sorted` ascends. */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank - 1))];
}

/** Mean of the absolute differences of neighbours; undefined with fewer than two values. */
export function meanDifference(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  let sum = 0;
  for (let index = 1; index < values.length; index += 1)
    sum += Math.abs((values[index] ?? 0) - (values[index - 1] ?? 0));
  return sum / (values.length - 1);
}
