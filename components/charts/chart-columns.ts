import type { Instant } from '../../src/contracts/time.ts';
import { percentile } from '../../src/probes/series/percentile.ts';

/** One sample of any series, as charts take it. */
export interface ChartPoint {
  readonly at: Instant;
  /** Undefined is a loss, or no sample at all where `mark` says what happened. */
  readonly value: number | undefined;
  /** A single character for the mark row, and the words behind it. */
  readonly mark?: string;
  readonly words?: string;
}

/** What one column of a chart stands for: one sample, or all of a stretch of time. */
export interface ChartColumn {
  /** Start of its time. */
  readonly at: Instant;
  /** The median of its samples; undefined where none has a value. */
  readonly value: number | undefined;
  /** The largest of its samples. */
  readonly largest: number | undefined;
  /** How many samples lie in it, and how many of them have no value. */
  readonly samples: number;
  readonly lost: number;
  readonly mark?: string;
  readonly words?: string;
}

/** The lengths of the time axis: seconds that one column stands for; 0 is one column for each sample. */
export const columnLengths = [0, 2, 5, 10, 30, 60, 300] as const;

/** Seconds of a column at a zoom level. Levels beyond the ladder are its ends. */
export function columnSeconds(level: number): number {
  return columnLengths[Math.min(columnLengths.length - 1, Math.max(0, level))] ?? 0;
}

/**
 * One column per sample (`seconds` 0), or one per stretch of time from the first sample to the last, empty ones too; the
 * time of `others` is covered as well.
 */
export function chartColumns(
  points: readonly ChartPoint[],
  seconds: number,
  others: readonly ChartPoint[] = [],
): readonly ChartColumn[] {
  if (seconds === 0) return points.map((point) => column(point.at, [point]));
  const length = seconds * 1000;
  const stretches = Map.groupBy(points, ({ at }) => Math.floor(at / length));
  const known = [...stretches.keys(), ...others.map(({ at }) => Math.floor(at / length))];
  if (known.length === 0) return [];
  const first = known.reduce((least, one) => Math.min(least, one));
  const last = known.reduce((most, one) => Math.max(most, one));
  // A clock that was set would make a chart of years: what cannot be shown anyway is not made.
  const from = Math.max(first, last - mostColumns);
  return Array.from({ length: last - from + 1 }, (_, index) =>
    column((from + index) * length, stretches.get(from + index) ?? []),
  );
}

const mostColumns = 5000;

function column(at: Instant, points: readonly ChartPoint[]): ChartColumn {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value])).sort((a, b) => a - b);
  const marked =
    points.findLast(({ words }) => words !== undefined) ?? points.findLast(({ mark }) => mark !== undefined);
  const samples = points.filter(({ value, mark }) => value !== undefined || mark !== '>').length;
  return {
    at,
    value: percentile(values, 0.5),
    largest: values.at(-1),
    samples,
    lost: samples - values.length,
    ...(marked?.mark === undefined ? {} : { mark: marked.mark }),
    ...(marked?.words === undefined ? {} : { words: marked.words }),
  };
}

/**
 * The values of a second series for the columns of a first, by time: the median of what lies between a column's start and
 * the next one's.
 */
export function valuesAt(
  columns: readonly ChartColumn[],
  points: readonly ChartPoint[],
): readonly (number | undefined)[] {
  const sorted = points.toSorted((a, b) => a.at - b.at);
  let index = 0;
  return columns.map((one, position) => {
    const until = columns[position + 1]?.at ?? Number.POSITIVE_INFINITY;
    const values: number[] = [];
    while (index < sorted.length && (sorted[index]?.at ?? 0) < until) {
      const point = sorted[index];
      if (point?.value !== undefined && point.at >= one.at) values.push(point.value);
      index += 1;
    }
    return percentile(
      values.sort((a, b) => a - b),
      0.5,
    );
  });
}
