import type { LatencyPoint, LatencySummary } from '../../src/contracts/probe.ts';
import type { Duration } from '../../src/contracts/time.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import { milliseconds, percent } from '../widgets/format.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';
import { type ChartColumn, chartColumns, type ChartPoint, columnSeconds, valuesAt } from './chart-columns.ts';
import { plotColumns } from './chart-lines.ts';
import { type ChartView, firstNumber, liveView, shownColumns } from './chart-view.ts';
import { drawColumns } from './draw-columns.ts';
import { chooseRange } from './range.ts';

const labelWidth = 6;

/** What a latency chart is made of beside its series. */
export interface LatencyView extends ChartView {
  /** A second link's series, drawn over the first. */
  readonly second?: readonly LatencyPoint[] | undefined;
  /** Between two samples: with two series a column is a time in which either has one. */
  readonly interval: Duration;
  /** Few numbers below: the link to the terminal is slow. */
  readonly sparing?: boolean;
}

/** A series as the columns of a chart, and the second link's value for each. */
export interface LatencyColumns {
  readonly columns: readonly ChartColumn[];
  readonly second: readonly (number | undefined)[] | undefined;
  /** Seconds that a column stands for; 0: one sample each. */
  readonly seconds: number;
}

/** The columns of a latency series as it is looked at. */
export function latencyColumns(points: readonly LatencyPoint[], view: LatencyView): LatencyColumns {
  const beside = view.second ?? [];
  const shortest = beside.length === 0 ? 0 : Math.max(1, (2 * view.interval) / 1000);
  const seconds = Math.max(columnSeconds(view.level), shortest);
  const others = beside.map(chartPoint);
  const columns = chartColumns(points.map(chartPoint), seconds, others);
  return { columns, second: beside.length === 0 ? undefined : valuesAt(columns, others), seconds };
}

/** The newest samples of a latency series, or those that are held, as a chart of exactly this size. */
export function latencyChart(
  points: readonly LatencyPoint[],
  size: { readonly width: number; readonly height: number },
  glyphs: Glyphs,
  view: LatencyView = { ...liveView, interval: 1000 },
  { columns, second, seconds }: LatencyColumns = latencyColumns(points, view),
): readonly StyledLine[] {
  const width = plotColumns({ width: size.width, labelWidth });
  const shown = shownColumns(columns, firstNumber(columns, seconds, points[0]?.sequence ?? 0), width, view);
  const seen = shown.indices.flatMap((index) =>
    index === undefined ? [] : [columns[index]?.largest, second?.[index]],
  );
  return drawColumns(columns, shown, {
    ...size,
    glyphs,
    range: chooseRange(seen),
    label: (value) => milliseconds(value),
    labelWidth,
    second,
    largest: seconds > 0,
  });
}

/** 'x' lost, '!' an answer that is no reply, '>' something happened here (a pod was replaced). */
function chartPoint(point: LatencyPoint): ChartPoint {
  const { at, milliseconds: value, error, mark } = point;
  if (mark !== undefined) return { at, value, mark: '>', words: mark };
  if (value !== undefined) return { at, value };
  return error === undefined ? { at, value, mark: 'x' } : { at, value, mark: '!', words: error };
}

/** The statistics, most important first: one line where they fit, else two; `sparing` the first few only. */
export function latencyStatistics(summary: LatencySummary, width: number, sparing = false): readonly StyledLine[] {
  const loss: Span = {
    text: `loss ${percent(summary.lossPercent)} (${summary.lost}/${summary.sent})`,
    tone: summary.lost > 0 ? 'bad' : 'normal',
  };
  const numbers: readonly (readonly [string, number | undefined])[] = [
    ['p50', summary.p50],
    ['p95', summary.p95],
    ['p99', summary.p99],
    ['min', summary.min],
    ['avg', summary.avg],
    ['max', summary.max],
    ['jitter', summary.jitter],
  ];
  const told = sparing ? numbers.slice(0, 2) : numbers;
  const parts: Span[] = [loss, ...told.map(([name, value]): Span => ({ text: `${name} ${milliseconds(value)}` }))];
  if (summary.duplicates > 0) parts.push({ text: `duplicates ${summary.duplicates}`, tone: 'warning' });
  const first = fitParts(parts, width);
  const rest = parts.filter((part) => !first.includes(part));
  return rest.length === 0 ? [first] : [first, fitParts(rest, width)];
}

/** As many whole parts as fit, two blanks between them. */
export function fitParts(parts: readonly Span[], width: number): StyledLine {
  const out: Span[] = [];
  let used = 0;
  for (const part of parts) {
    const gap = out.length === 0 ? 0 : 2;
    if (used + gap + part.text.length > width) continue;
    if (gap > 0) out.push({ text: '  ' });
    out.push(part);
    used += gap + part.text.length;
  }
  return out;
}
