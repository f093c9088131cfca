import asciichart from 'asciichart';

/** asciichart's ten symbols, in its order. */
export type ChartSymbols = readonly [string, string, string, string, string, string, string, string, string, string];

export interface PlotOptions {
  /** Rows of the plot, at least 1. */
  readonly height: number;
  /** The range shown; values beyond it are drawn at its edge. */
  readonly minimum: number;
  readonly maximum: number;
  readonly symbols: ChartSymbols;
}

/**
 * The only use of asciichart: one column per value, always `height` rows, no labels. A value that is missing (or not
 * finite) is a gap, never bridged; a flat or single-valued series is a line at its place. asciichart itself throws on
 * gaps and empty series, widens the range for outliers and changes its height with the data, so it only ever gets
 * whole segments, already scaled to rows. Never throws; no values give blank rows.
 */
export function plot(values: readonly (number | undefined)[], options: PlotOptions): readonly string[] {
  const { height, symbols } = options;
  const rows = Array.from({ length: height }, () => Array.from({ length: values.length }, () => ' '));
  for (const segment of segments(values)) {
    const scaled = segment.values.map((value) => scale(value, options));
    for (const [row, line] of plotSegment(scaled, height, symbols).entries()) {
      for (const [column, character] of Array.from(line).entries()) {
        const target = rows[row];
        if (target !== undefined && character !== ' ') target[segment.start + column] = character;
      }
    }
  }
  return rows.map((row) => row.join(''));
}

interface Segment {
  readonly start: number;
  readonly values: number[];
}

function segments(values: readonly (number | undefined)[]): readonly Segment[] {
  const found: Segment[] = [];
  let current: Segment | undefined;
  for (const [index, value] of values.entries()) {
    if (value === undefined || !Number.isFinite(value)) {
      current = undefined;
      continue;
    }
    if (current === undefined) {
      current = { start: index, values: [] };
      found.push(current);
    }
    current.values.push(value);
  }
  return found;
}

/** The row from the top that a value is drawn in; values beyond the range are drawn at its edge. */
export function rowOf(value: number, options: Omit<PlotOptions, 'symbols'>): number {
  return options.height - 1 - Math.round(scale(value, options));
}

/** The value in rows from the bottom: 0 to height - 1. A range without extent puts everything in the middle. */
function scale(value: number, { height, minimum, maximum }: Omit<PlotOptions, 'symbols'>): number {
  const top = height - 1;
  if (!(maximum > minimum)) return top / 2;
  const share = (value - minimum) / (maximum - minimum);
  return Math.min(1, Math.max(0, share)) * top;
}

/** `values` in rows from the bottom; the lines are as wide as there are values. */
function plotSegment(values: readonly number[], height: number, symbols: ChartSymbols): readonly string[] {
  const first = values[0] ?? 0;
  if (height <= 1) return [symbols[4].repeat(values.length)];
  // The first value twice: asciichart draws transitions, so this gives the first value a column of its own.
  const drawn = asciichart.plot([first, ...values], {
    height: height - 1,
    min: 0,
    max: height - 1,
    offset: 2,
    format: () => ' ',
    symbols: [...symbols],
  });
  return drawn.split('\n').map((line) => line.slice(2));
}
