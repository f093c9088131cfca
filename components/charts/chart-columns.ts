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
  if (seconds === 0) return points.map(columnOfOne);
  const length = seconds * 1000;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const series of [points, others]) {
    for (const { at } of series) {
      const stretch = Math.floor(at / length);
      first = Math.min(first, stretch);
      last = Math.max(last, stretch);
    }
  }
  if (last < first) return [];
  // A clock that was set would make a chart of years: what cannot be shown anyway is not made.
  const from = Math.max(first, last - mostColumns);
  const stretches = Array.from({ length: last - from + 1 }, (): ChartPoint[] => []);
  for (const point of points) stretches[Math.floor(point.at / length) - from]?.push(point);
  return stretches.map((own, index) => columnOfMany((from + index) * length, own));
}

const mostColumns = 5000;

/** A place where something happened ('>') is no sample that was lost. */
const isSample = (point: ChartPoint): boolean => point.value !== undefined || point.mark !== '>';

function columnOfOne(point: ChartPoint): ChartColumn {
  const { at, value } = point;
  const samples = isSample(point) ? 1 : 0;
  const column = { at, value, largest: value, samples, lost: value === undefined ? samples : 0 };
  return withMark(column, point);
}

function columnOfMany(at: Instant, points: readonly ChartPoint[]): ChartColumn {
  const values: number[] = [];
  let samples = 0;
  let marked: ChartPoint | undefined;
  for (const point of points) {
    if (isSample(point)) samples += 1;
    if (point.value !== undefined) values.push(point.value);
    // Words say more than a mark alone; of several the last is told.
    if (point.mark !== undefined && (point.words !== undefined || marked?.words === undefined)) marked = point;
  }
  values.sort((a, b) => a - b);
  const column = { at, value: percentile(values, 0.5), largest: values.at(-1), samples, lost: samples - values.length };
  return marked === undefined ? column : withMark(column, marked);
}

function withMark(column: Omit<ChartColumn, 'mark' | 'words'>, { mark, words }: ChartPoint): ChartColumn {
  if (mark === undefined) return column;
  return words === undefined ? { ...column, mark } : { ...column, mark, words };
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
