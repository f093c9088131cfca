import type { Instant } from '../../src/contracts/time.ts';
import { type ChartColumn, columnSeconds } from './chart-columns.ts';
import { chartWindow, heldWindow, sweepColumns } from './window.ts';

/** How the charts are looked at; both charts share it. */
export interface ChartView {
  /** Index into the ladder of time axes; 0 is one column per sample. */
  readonly level: number;
  /** The moment under the cursor while the charts are held; undefined while they follow the newest. */
  readonly cursor: Instant | undefined;
  /** Draw like an oscilloscope: for slow links. */
  readonly sweep: boolean;
}

export const liveView: ChartView = { level: 0, cursor: undefined, sweep: false };

/** What a chart shows: indices into its columns, one for each column of the screen. */
export interface ShownColumns {
  readonly indices: readonly (number | undefined)[];
  /** Index of the column under the cursor; undefined while the chart is not held. */
  readonly cursor: number | undefined;
}

/** Chooses what is shown of `columns` in `width` columns. `first` is the running number of the first one. Pure. */
export function shownColumns(
  columns: readonly ChartColumn[],
  first: number,
  width: number,
  view: ChartView,
): ShownColumns {
  const cursor = view.cursor === undefined ? undefined : columnAt(columns, view.cursor);
  if (cursor === undefined && view.sweep) return { indices: sweepColumns(columns.length, first, width), cursor };
  const window =
    cursor !== undefined ? heldWindow(columns.length, cursor, width) : chartWindow(columns.length, first, width);
  return { indices: Array.from({ length: window.end - window.start }, (_, index) => window.start + index), cursor };
}

/**
 * The running number of the first column: the first sample's own, and for columns of time the place since the epoch as
 * soon as old samples have fallen off the front, so that what is drawn stands still while they do.
 */
export function firstNumber(columns: readonly ChartColumn[], seconds: number, firstSample: number): number {
  if (seconds === 0) return firstSample;
  if (firstSample <= 1) return 0;
  return Math.round((columns[0]?.at ?? 0) / (seconds * 1000));
}

/** The column whose time a moment lies in; undefined without columns. */
export function columnAt(columns: readonly ChartColumn[], at: Instant): number | undefined {
  if (columns.length === 0) return undefined;
  return Math.max(
    0,
    columns.findLastIndex((column) => column.at <= at),
  );
}

/** The moment one column earlier (-1) or later (+1) than the cursor; undefined beyond the newest: live again. */
export function cursorStep(
  columns: readonly ChartColumn[],
  cursor: Instant | undefined,
  step: number,
): Instant | undefined {
  const newest = columns.length - 1;
  const from = cursor === undefined ? newest + (step < 0 ? 1 : 0) : (columnAt(columns, cursor) ?? newest);
  const next = Math.max(0, from + step);
  return next > newest ? undefined : columns[next]?.at;
}

/** 'each column 10 s, 12 min in all', for the frame of a chart whose time axis was made longer; '' else. */
export function axisWords(level: number, columns: number): string {
  const seconds = columnSeconds(level);
  if (seconds === 0) return '';
  const all = seconds * columns;
  return `${seconds < 60 ? `${seconds} s` : `${seconds / 60} min`} a column, ${all < 7200 ? `${Math.round(all / 60)} min` : `${Math.round(all / 3600)} h`} wide`;
}
