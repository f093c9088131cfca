import type { BandwidthSeries } from '../../src/contracts/probe.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import {
  bandwidthChart,
  type BandwidthColumns,
  bandwidthStatistics,
  type BandwidthView,
} from '../charts/bandwidth-chart.ts';
import { columnSeconds } from '../charts/chart-columns.ts';
import { columnAt } from '../charts/chart-view.ts';
import { legend } from '../charts/overlay.ts';
import { readoutLine } from '../charts/readout.ts';
import { bitRate } from '../widgets/format.ts';
import { line, type StyledLine } from '../widgets/styled.ts';

/** What the bandwidth pane draws below its first line. */
export interface BandwidthPicture {
  readonly series: BandwidthSeries;
  /** What the pinned link's test says in one line; undefined without. */
  readonly second: string | undefined;
  /** The link's name and the pinned one's. */
  readonly names: readonly [string, string];
  readonly view: BandwidthView;
  readonly seen: BandwidthColumns;
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly height: number;
  /** Without a chart, for a screen reader. */
  readonly spoken: boolean;
}

/** Legend, chart, what is read out, and the statistics; `unit` is what the chart's labels count in. */
export function bandwidthLines(picture: BandwidthPicture): {
  readonly lines: readonly StyledLine[];
  readonly unit: string;
} {
  const { series, second, names, view, seen, glyphs, width, height, spoken } = picture;
  const ways = series.points.some(({ back }) => back !== undefined);
  const beside: readonly StyledLine[] = second === undefined || ways ? [] : [line(` o ${second}`)];
  if (series.points.length === 0) return { lines: beside, unit: '' };
  const [first, other] = ways ? (['there', 'back'] as const) : names;
  const above: readonly StyledLine[] =
    seen.second === undefined ? [] : [[{ text: ' ' }, ...legend(first, other, glyphs.chart[4], width - 2, 'strong')]];
  const statistics = bandwidthStatistics(series.points, series.summary, width - 2);
  const below: readonly StyledLine[] = [...readout(seen, view), [{ text: ' ' }, ...statistics], ...beside];
  if (spoken) return { lines: below, unit: '' };
  const chartHeight = Math.max(1, height - above.length - below.length);
  const chart = bandwidthChart(series, { width: width - 1, height: chartHeight }, glyphs, view, seen);
  return { lines: [...above, ...chart.lines, ...below], unit: chart.unit };
}

function readout({ columns, second }: BandwidthColumns, view: BandwidthView): readonly StyledLine[] {
  const cursor = view.cursor === undefined ? undefined : columnAt(columns, view.cursor);
  const column = cursor === undefined ? undefined : columns[cursor];
  if (cursor === undefined || column === undefined) return [];
  const words = { value: bitRate, several: columnSeconds(view.level) > 0 };
  return [readoutLine(column, second?.[cursor], second !== undefined, words)];
}
