/** The part of a series that a chart shows. */
export interface ChartWindow {
  /** Index of the first value shown, into the series. */
  readonly start: number;
  /** Index behind the last. */
  readonly end: number;
}

/**
 * Which values a chart of `width` columns shows of a series whose first value has the running number `first`. When it
 * is full it jumps on by a quarter, instead of moving with every sample: a chart that moves every time rewrites all
 * its cells, one that jumps writes one column, and bytes are a budget. The newest value is always shown.
 */
export function chartWindow(length: number, first: number, width: number): ChartWindow {
  if (width <= 0) return { start: length, end: length };
  if (first <= 0 && length <= width) return { start: 0, end: length };
  const total = first + length;
  if (total <= width) return { start: 0, end: length };
  const jump = Math.max(1, Math.floor(width / 4));
  // Counted in running numbers, so that the window stands still while old values fall off the series' front.
  const from = Math.ceil((total - width) / jump) * jump;
  return { start: Math.min(length, Math.max(0, from - first)), end: length };
}
