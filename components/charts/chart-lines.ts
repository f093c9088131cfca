import type { Glyphs } from '../../src/terminal/glyphs.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { StyledLine } from '../widgets/styled.ts';
import { type Overlay, withOverlay } from './overlay.ts';
import { plot } from './plot.ts';
import type { Range } from './range.ts';

/** One column of a chart. */
export interface ChartSample {
  readonly at: number;
  readonly value: number | undefined;
  /** A single character for the mark row: 'x' lost, '!' error, '>' something happened here. */
  readonly mark?: string;
}

export interface ChartShape {
  readonly width: number;
  /** All rows: the plot, the mark row, the time axis. At least 4 for all three. */
  readonly height: number;
  readonly range: Range;
  /** The axis label of a value, at most `labelWidth` characters. */
  readonly label: (value: number) => string;
  readonly labelWidth: number;
  readonly glyphs: Glyphs;
  readonly tone?: Tone;
  /** A second series over the first, column by column. */
  readonly overlay?: Overlay | undefined;
  /** The column that is read out; marked below. */
  readonly cursor?: number | undefined;
}

/** Columns that a chart of this shape has for samples. */
export function plotColumns(shape: Pick<ChartShape, 'width' | 'labelWidth'>): number {
  return Math.max(0, shape.width - shape.labelWidth - 2);
}

/**
 * A chart as styled lines: y labels of fixed width, the plot, a row of marks (losses are gaps in the plot and an `x`
 * here; `^` is a value beyond the range), and the time below. Exactly `height` lines.
 */
export function chartLines(samples: readonly ChartSample[], shape: ChartShape): readonly StyledLine[] {
  const { height, range, glyphs } = shape;
  const columns = plotColumns(shape);
  const shown = samples.slice(0, columns);
  const withMarks = height >= 3;
  const withTime = height >= 4;
  const plotHeight = Math.max(1, height - (withMarks ? 1 : 0) - (withTime ? 1 : 0));
  const rows = plot(
    shown.map((sample) => sample.value),
    { height: plotHeight, minimum: range.minimum, maximum: range.maximum, symbols: glyphs.chart },
  );
  const lines: StyledLine[] = withOverlay(rows, shape.overlay, range, shape.tone ?? 'accent').map((row, index) => [
    { text: `${axisLabel(index, plotHeight, shape)} ${glyphs.chart[1]}`, tone: 'quiet' },
    ...row,
  ]);
  const indent = ' '.repeat(shape.labelWidth + 2);
  if (withMarks) lines.push([{ text: indent + markRow(shown, range), tone: 'bad' }]);
  if (withTime) lines.push([{ text: indent }, ...withCursor(timeAxis(shown, columns), shape.cursor)]);
  return lines;
}

/** Labels at the top, the bottom and, when there is room, the middle. */
function axisLabel(row: number, height: number, shape: ChartShape): string {
  const middle = height >= 5 && row === Math.floor((height - 1) / 2);
  if (row !== 0 && row !== height - 1 && !middle) return ' '.repeat(shape.labelWidth);
  const { minimum, maximum } = shape.range;
  const share = height === 1 ? 1 : 1 - row / (height - 1);
  return shape
    .label(minimum + share * (maximum - minimum))
    .slice(0, shape.labelWidth)
    .padStart(shape.labelWidth);
}

function markRow(samples: readonly ChartSample[], range: Range): string {
  return samples
    .map((sample) => sample.mark ?? (sample.value !== undefined && sample.value > range.maximum ? '^' : ' '))
    .join('');
}

const timeEvery = 15;

function withCursor(times: string, cursor: number | undefined): StyledLine {
  if (cursor === undefined) return [{ text: times, tone: 'quiet' }];
  const padded = times.padEnd(cursor + 1);
  return [
    { text: padded.slice(0, cursor), tone: 'quiet' },
    { text: '^', tone: 'key' },
    { text: padded.slice(cursor + 1), tone: 'quiet' },
  ];
}

/** Clock times below every fifteenth column; they stay where they are until the window jumps. */
export function timeAxis(samples: readonly ChartSample[], columns: number): string {
  let line = '';
  for (let column = 0; column < samples.length && column + 8 <= columns; column += timeEvery) {
    const sample = samples[column];
    if (sample !== undefined && Number.isFinite(sample.at)) line = line.padEnd(column) + clockTime(sample.at);
  }
  return line;
}

/** 'HH:MM:SS' in the operator's time zone. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
