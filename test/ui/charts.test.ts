import { describe, expect, it } from 'vitest';
import { chartLines } from '../../components/charts/chart-lines.ts';
import { latencyChart, latencyStatistics } from '../../components/charts/latency-chart.ts';
import { type ChartSymbols, plot } from '../../components/charts/plot.ts';
import { chooseRange, roundUp } from '../../components/charts/range.ts';
import { chartWindow } from '../../components/charts/window.ts';
import { lineText } from '../../components/widgets/styled.ts';
import { asciiGlyphs, unicodeGlyphs } from '../../src/terminal/glyphs.ts';
import { latencySeries } from './support/fake-bench.ts';

const symbols: ChartSymbols = unicodeGlyphs.chart;
const draw = (values: readonly (number | undefined)[], height = 3, minimum = 0, maximum = 2): readonly string[] =>
  plot(values, { height, minimum, maximum, symbols });

describe('the plot', () => {
  const cases: readonly (readonly [string, readonly (number | undefined)[], readonly string[]])[] = [
    ['nothing', [], ['', '', '']],
    ['one sample', [1], [' ', '─', ' ']],
    ['a rise', [0, 1, 2], ['  ╭', ' ╭╯', '─╯ ']],
    ['a flat series', [1, 1, 1], ['   ', '───', '   ']],
    ['a gap', [2, undefined, 0], ['─  ', '   ', '  ─']],
    ['gaps at both ends', [undefined, 1, undefined], ['   ', ' ─ ', '   ']],
    ['only losses', [undefined, undefined], ['  ', '  ', '  ']],
    ['values that are no numbers', [Number.NaN, Number.POSITIVE_INFINITY, 1], ['   ', '  ─', '   ']],
    ['a value beyond the range', [0, 5000], [' ╭', ' │', '─╯']],
    ['a value below the range', [2, -7], ['─╮', ' │', ' ╰']],
  ];
  for (const [title, values, expected] of cases) {
    it(`draws ${title}`, () => expect(draw(values)).toEqual(expected));
  }

  it('has the asked-for height for any values and any range', () => {
    for (let height = 1; height <= 20; height += 1) {
      for (const scale of [1e-6, 0.137, 1, 1234.5, 1e10]) {
        const values = [0.1, 0.9, undefined, 0.5].map((value) => value && value * scale);
        const rows = plot(values, { height, minimum: 0, maximum: scale, symbols });
        expect(rows.length).toBe(height);
        expect(new Set(rows.map((row) => row.length))).toEqual(new Set([4]));
      }
    }
  });

  it('puts everything in the middle when the range has no extent', () => {
    expect(draw([5, 5], 3, 5, 5)).toEqual(['  ', '──', '  ']);
  });

  it('draws with ASCII', () => {
    expect(plot([0, 2, 0], { height: 3, minimum: 0, maximum: 2, symbols: asciiGlyphs.chart }).join('')).toMatch(
      /^[ -~]+$/,
    );
  });
});

describe('the range', () => {
  it('starts at zero and ends at a round number', () => {
    expect(chooseRange([0.14, 0.38])).toEqual({ minimum: 0, maximum: 0.4 });
    expect(chooseRange([])).toEqual({ minimum: 0, maximum: 1 });
    expect(chooseRange([undefined, 0])).toEqual({ minimum: 0, maximum: 1 });
  });

  it('is not blown up by one spike', () => {
    const values = [...Array.from({ length: 60 }, () => 0.2), 900];
    expect(chooseRange(values).maximum).toBeLessThan(1);
  });

  it('rounds up at every size', () => {
    expect([0.0007, 0.11, 1, 9.41, 87, 1001].map(roundUp)).toEqual([0.0008, 0.15, 1, 10, 100, 1500]);
  });
});

describe('the window', () => {
  it('shows everything until it is full, then jumps by a quarter', () => {
    expect(chartWindow(10, 0, 40)).toEqual({ start: 0, end: 10 });
    expect(chartWindow(40, 0, 40)).toEqual({ start: 0, end: 40 });
    expect(chartWindow(41, 0, 40)).toEqual({ start: 10, end: 41 });
    expect(chartWindow(50, 0, 40)).toEqual({ start: 10, end: 50 });
    expect(chartWindow(51, 0, 40)).toEqual({ start: 20, end: 51 });
  });

  it('stands still while old samples fall off the front', () => {
    expect(chartWindow(1000, 1045, 40)).toEqual({ start: 2010 - 1045, end: 1000 });
    expect(chartWindow(1000, 1046, 40)).toEqual({ start: 2010 - 1046, end: 1000 });
  });

  it('always shows the newest and never more than fits', () => {
    for (let length = 0; length < 300; length += 1) {
      const { start, end } = chartWindow(length, 7, 40);
      expect(end).toBe(length);
      expect(end - start).toBeLessThanOrEqual(40);
    }
  });
});

describe('the latency chart', () => {
  it('marks losses below their gap and has the time below that', () => {
    const series = latencySeries([0.2, 0.2, undefined, undefined, 0.2]);
    const lines = latencyChart(series.points, { width: 40, height: 6 }, unicodeGlyphs).map(lineText);
    expect(lines.length).toBe(6);
    expect(lines.at(-2)).toBe(`${' '.repeat(10)}xx`);
    expect(lines.at(-1)).toMatch(/^ {8}\d\d:\d\d:\d\d$/);
  });

  it('marks a value beyond the range, an answer that is no reply, and a replaced pod', () => {
    const lines = chartLines(
      [
        { at: 0, value: 9 },
        { at: 0, value: undefined, mark: '!' },
        { at: 0, value: 1, mark: '>' },
      ],
      { width: 20, height: 5, range: { minimum: 0, maximum: 2 }, label: String, labelWidth: 3, glyphs: unicodeGlyphs },
    );
    expect(lineText(lines.at(-2) ?? [])).toBe('     ^!>');
  });

  it('is drawn without a single reply', () => {
    const series = latencySeries([undefined, undefined]);
    expect(latencyChart(series.points, { width: 30, height: 5 }, unicodeGlyphs).length).toBe(5);
  });

  it('names loss first and leaves out whole numbers where there is no room', () => {
    const { summary } = latencySeries([0.2, undefined, 0.4]);
    expect(latencyStatistics(summary, 36).map(lineText)[0]).toBe('loss 33.3 % (1/3)  p50 0.200');
    expect(latencyStatistics(summary, 200).map(lineText)).toEqual([expect.stringContaining('avg 0.300')]);
  });
});
