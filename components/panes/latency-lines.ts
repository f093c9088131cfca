import type { LatencySeries } from '../../src/contracts/probe.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import { axisWords, columnAt } from '../charts/chart-view.ts';
import { type LatencyColumns, latencyChart, latencyStatistics, type LatencyView } from '../charts/latency-chart.ts';
import { legend } from '../charts/overlay.ts';
import { readoutLine } from '../charts/readout.ts';
import { milliseconds } from '../widgets/format.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** What the latency pane draws once something was sent over the link or the pinned one. */
export interface LatencyPicture {
  readonly series: LatencySeries | undefined;
  /** What the pinned link's ping says in one line; undefined without. */
  readonly second: string | undefined;
  /** Both links' names; undefined without a pinned link. */
  readonly names: readonly [string, string] | undefined;
  readonly view: LatencyView;
  readonly seen: LatencyColumns;
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly height: number;
  /** Without a chart, for a screen reader. */
  readonly spoken: boolean;
}

/** Legend, chart, what is read out, and the statistics: exactly `height` lines, but for a screen reader. */
export function latencyLines(picture: LatencyPicture): readonly StyledLine[] {
  const { series, second, names, view, seen, glyphs, width, height, spoken } = picture;
  const above =
    names === undefined ? [] : [[{ text: ' ' }, ...legend(names[0], names[1], glyphs.chart[4], width - 2, 'strong')]];
  const sent = series === undefined || series.summary.sent === 0 ? undefined : series.summary;
  const below: readonly StyledLine[] = [
    ...readout(seen, view),
    ...(sent === undefined
      ? []
      : latencyStatistics(sent, width - 2, view.sparing).map((spans): StyledLine => [{ text: ' ' }, ...spans])),
    ...(second === undefined ? [] : [line(` o ${second}`)]),
  ];
  if (spoken) return below;
  const chartHeight = Math.max(1, height - above.length - below.length);
  const chart = latencyChart(series?.points ?? [], { width: width - 1, height: chartHeight }, glyphs, view, seen);
  return [...above, ...chart, ...below];
}

function readout({ columns, second, seconds }: LatencyColumns, view: LatencyView): readonly StyledLine[] {
  const cursor = view.cursor === undefined ? undefined : columnAt(columns, view.cursor);
  const column = cursor === undefined ? undefined : columns[cursor];
  if (cursor === undefined || column === undefined) return [];
  const words = { value: (value: number) => `${milliseconds(value)} ms`, several: seconds > 0 };
  return [readoutLine(column, second?.[cursor], second !== undefined, words)];
}

/** How the axis is, where it is not one column for each sample: '10 s a column, 12 min wide, ' largest'. */
export function latencyAxis(view: LatencyView, seen: LatencyColumns, width: number): readonly string[] {
  return [
    ...(view.level > 0 ? [axisWords(view.level, width - 9)] : []),
    ...(seen.seconds > 0 && seen.second === undefined ? ["' largest"] : []),
    ...(view.cursor === undefined ? [] : ['HELD']),
  ];
}
