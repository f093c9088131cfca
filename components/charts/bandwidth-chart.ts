import type { BandwidthPoint, BandwidthSeries, BandwidthSummary } from '../../src/contracts/probe.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import { bitUnit, percent, significant } from '../widgets/format.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';
import { type ChartColumn, chartColumns, type ChartPoint, columnSeconds, valuesAt } from './chart-columns.ts';
import { plotColumns } from './chart-lines.ts';
import { type ChartView, firstNumber, liveView, shownColumns } from './chart-view.ts';
import { drawColumns } from './draw-columns.ts';
import { fitParts } from './latency-chart.ts';
import { chooseRange } from './range.ts';

const labelWidth = 6;

/** A chart of throughput; `unit` is what its labels count in. */
export interface BandwidthChart {
  readonly lines: readonly StyledLine[];
  readonly unit: string;
}

/** What a bandwidth chart is made of beside its test. */
export interface BandwidthView extends ChartView {
  /** A second link's test, drawn over the first second by second; not over a test of both directions. */
  readonly second?: readonly BandwidthPoint[] | undefined;
}

type Tested = Pick<BandwidthSeries, 'points' | 'earlier'>;

/** A test as the columns of a chart, and what is drawn over each: the way back, or the second link's same second. */
export interface BandwidthColumns {
  readonly columns: readonly ChartColumn[];
  readonly second: readonly (number | undefined)[] | undefined;
}

/** The columns of a test as it is looked at; a longer time axis shows the tests before it as well. */
export function bandwidthColumns(series: Tested, view: BandwidthView): BandwidthColumns {
  const seconds = columnSeconds(view.level);
  const points = seconds > 0 ? [...(series.earlier ?? []), ...series.points] : series.points;
  const columns = chartColumns(points.map(chartPoint), seconds);
  if (points.some(({ back }) => back !== undefined)) {
    const home = points.map((point): ChartPoint => ({ at: point.at, value: point.back?.bitsPerSecond }));
    return { columns, second: seconds > 0 ? valuesAt(columns, home) : home.map(({ value }) => value) };
  }
  const beside = view.second ?? [];
  if (beside.length === 0) return { columns, second: undefined };
  if (seconds > 0) return { columns, second: valuesAt(columns, beside.map(chartPoint)) };
  return { columns, second: columns.map((_, index) => beside[index]?.bitsPerSecond) };
}

/** The intervals of a test as a chart of exactly this size. A stalled interval is 0 and drawn as 0: it was measured. */
export function bandwidthChart(
  series: Tested,
  size: { readonly width: number; readonly height: number },
  glyphs: Glyphs,
  view: BandwidthView = liveView,
  { columns, second }: BandwidthColumns = bandwidthColumns(series, view),
): BandwidthChart {
  const width = plotColumns({ width: size.width, labelWidth });
  const seconds = columnSeconds(view.level);
  // Short tests are few samples: each gets several cells, so that ten seconds do not hide in a corner.
  const repeat = seconds > 0 ? 1 : Math.max(1, Math.min(4, Math.floor(width / Math.max(10, columns.length))));
  const shown = shownColumns(columns, firstNumber(columns, seconds, 0), Math.floor(width / repeat), view);
  const seen = shown.indices.flatMap((index) =>
    index === undefined ? [] : [columns[index]?.largest, second?.[index]],
  );
  const range = chooseRange(seen);
  const { divisor, unit } = bitUnit(range.maximum);
  const lines = drawColumns(columns, shown, {
    ...size,
    glyphs,
    range,
    label: (value) => significant(value / divisor),
    labelWidth,
    tone: 'good',
    second,
    repeat,
  });
  return { lines, unit };
}

function chartPoint(point: BandwidthPoint): ChartPoint {
  const lost = (point.lostPackets ?? 0) + (point.back?.lostPackets ?? 0);
  return {
    at: point.at,
    value: point.bitsPerSecond,
    ...(lost > 0 ? { mark: 'x', words: `${lost} packets lost` } : {}),
  };
}

/** What a test measured beside its rate, as far as it is known. */
export function bandwidthStatistics(
  points: readonly BandwidthPoint[],
  summary: BandwidthSummary | undefined,
  width: number,
): StyledLine {
  const live = points.flatMap((point) => point.retransmits ?? []);
  const retransmits = summary?.retransmits ?? (live.length > 0 ? live.reduce((sum, one) => sum + one) : undefined);
  const back = summary?.back;
  const parts: Span[] = [];
  const add = (name: string, value: string | undefined, bad = false): void => {
    if (value !== undefined) parts.push({ text: `${name} ${value}`, tone: bad ? 'warning' : 'normal' });
  };
  add('retransmits', retransmits?.toString(), (retransmits ?? 0) > 0);
  add('back', back?.retransmits?.toString(), (back?.retransmits ?? 0) > 0);
  add(
    'lost',
    summary?.lostPercent === undefined ? undefined : percent(summary.lostPercent),
    (summary?.lostPercent ?? 0) > 0,
  );
  add(
    'back lost',
    back?.lostPercent === undefined ? undefined : percent(back.lostPercent),
    (back?.lostPercent ?? 0) > 0,
  );
  add('each stream', spreadText(summary?.perStream));
  add(
    'jitter',
    summary?.jitterMilliseconds === undefined ? undefined : `${significant(summary.jitterMilliseconds)} ms`,
  );
  add('cpu', cpuText(summary));
  add('path MTU', summary?.pathMtu?.toString());
  return fitParts(parts, width);
}

/** '0.52 to 0.61 Gbit/s': the slowest and the fastest of several streams. */
function spreadText(perStream: readonly number[] | undefined): string | undefined {
  if (perStream === undefined || perStream.length < 2) return undefined;
  const fastest = Math.max(...perStream);
  const { divisor, unit } = bitUnit(fastest);
  return `${significant(Math.min(...perStream) / divisor)} to ${significant(fastest / divisor)} ${unit}`;
}

/** 'source 41 % destination 60 %'. */
function cpuText(summary: BandwidthSummary | undefined): string | undefined {
  const { cpuLocalPercent: local, cpuRemotePercent: remote } = summary ?? {};
  if (local === undefined && remote === undefined) return undefined;
  const part = (name: string, value: number | undefined): string =>
    value === undefined ? '' : `${name} ${value.toFixed(0)} %`;
  return `${part('source', local)} ${part('destination', remote)}`.trim();
}
