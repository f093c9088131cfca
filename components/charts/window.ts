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

/**
 * The window of a chart that is held at the value `cursor`: it moves on by half its width where the cursor leaves it, so
 * that a cursor that walks does not move everything.
 */
export function heldWindow(length: number, cursor: number, width: number): ChartWindow {
  const jump = Math.max(1, Math.floor(width / 2));
  const wanted = Math.floor(cursor / jump) * jump - Math.floor((width - jump) / 2);
  const start = Math.max(0, Math.min(length - width, wanted));
  return { start, end: Math.min(length, start + width) };
}

/** Columns that stay empty between the newest and the oldest of a sweeping chart. */
const gap = 2;

/**
 * Which value each column of a sweeping chart shows: like an oscilloscope's beam, the newest is written over the oldest,
 * with a gap before it. One column changes with a sample and nothing moves: what a slow link can carry. `first` is the
 * running number of the first value; a column is undefined where nothing is shown.
 */
export function sweepColumns(length: number, first: number, width: number): readonly (number | undefined)[] {
  const columns = Array.from({ length: Math.max(0, width) }, (): number | undefined => undefined);
  const shown = Math.min(length, first + length <= width ? width : width - gap);
  for (let index = Math.max(0, length - shown); index < length; index += 1) columns[(first + index) % width] = index;
  return columns;
}
