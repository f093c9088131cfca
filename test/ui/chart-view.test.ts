import { describe, expect, it } from 'vitest';
import { bandwidthChart } from '../../components/charts/bandwidth-chart.ts';
import { chartColumns, valuesAt } from '../../components/charts/chart-columns.ts';
import { cursorStep, liveView } from '../../components/charts/chart-view.ts';
import { latencyChart, latencyColumns } from '../../components/charts/latency-chart.ts';
import { readoutLine } from '../../components/charts/readout.ts';
import { heldWindow, sweepColumns } from '../../components/charts/window.ts';
import { lineText } from '../../components/widgets/styled.ts';
import { asciiGlyphs, unicodeGlyphs } from '../../src/terminal/glyphs.ts';
import { bandwidthSeries, latencySeries } from './support/fake-bench.ts';

process.env['TZ'] = 'UTC';
const view = { ...liveView, interval: 1000 };

describe('a longer time axis', () => {
  const points = [1, 5, 3, undefined, 9].map((value, index) => ({
    at: 10_000 + index * 1000,
    value,
    ...(value === undefined ? { mark: 'x' } : {}),
  }));

  it('puts the samples of a stretch of time in one column: median, largest, and how many were lost', () => {
    expect(chartColumns(points, 5)).toEqual([{ at: 10_000, value: 3, largest: 9, samples: 5, lost: 1, mark: 'x' }]);
  });

  it('leaves a gap where nothing was sent', () => {
    const later = [...points, { at: 31_000, value: 2 }];
    expect(chartColumns(later, 5).map(({ value, samples }) => [value, samples])).toEqual([
      [3, 5],
      [undefined, 0],
      [undefined, 0],
      [undefined, 0],
      [2, 1],
    ]);
  });

  it('still shows each spike and each loss', () => {
    const series = latencySeries([...Array.from({ length: 40 }, () => 1), 3, undefined, 1, 1]);
    const lines = latencyChart(series.points, { width: 40, height: 8 }, unicodeGlyphs, { ...view, level: 2 }).map(
      lineText,
    );
    expect(lines.join('\n')).toContain("'");
    expect(lines.at(-2)).toContain('x');
  });

  it('does not make a chart of years when the clock was set', () => {
    expect(
      chartColumns(
        [
          { at: 0, value: 1 },
          { at: 1.7e12, value: 1 },
        ],
        2,
      ).length,
    ).toBeLessThan(10_000);
  });

  it('shows the bandwidth tests before the last one too', () => {
    const earlier = bandwidthSeries([1, 1], true).points.map((point) => ({ ...point, at: point.at - 60_000 }));
    const series = { ...bandwidthSeries([9, 9], true), earlier };
    const rows = (level: number): number =>
      bandwidthChart(series, { width: 60, height: 10 }, unicodeGlyphs, { ...view, level })
        .lines.map(lineText)
        .filter((text) => /[─╭╰]/.test(text)).length;
    expect(rows(0)).toBe(1);
    expect(rows(2)).toBeGreaterThan(1);
  });
});

describe('a chart that is held', () => {
  const { points } = latencySeries([0.2, 0.4, undefined, 0.3]);
  const { columns } = latencyColumns(points, view);

  it('begins at the newest sample, goes back one by one, and follows again beyond the newest', () => {
    const first = cursorStep(columns, undefined, -1);
    expect(first).toBe(columns[3]?.at);
    expect(cursorStep(columns, first, -1)).toBe(columns[2]?.at);
    expect(cursorStep(columns, first, 1)).toBeUndefined();
  });

  it('marks the cursor below and reads out what is there', () => {
    const at = columns[1]?.at;
    const lines = latencyChart(points, { width: 40, height: 6 }, asciiGlyphs, { ...view, cursor: at }).map(lineText);
    expect(lines.at(-1)).toBe('        1^:00:00');
    const words = { value: (value: number) => `${value} ms`, several: false };
    expect(columns.map((column) => lineText(readoutLine(column, undefined, false, words)))).toEqual([
      ' ^ 12:00:00  0.2 ms',
      ' ^ 12:00:01  0.4 ms',
      ' ^ 12:00:02  no reply',
      ' ^ 12:00:03  0.3 ms',
    ]);
  });

  it('moves its window by halves, and the cursor is always in it', () => {
    for (let cursor = 0; cursor < 300; cursor += 1) {
      const { start, end } = heldWindow(300, cursor, 40);
      expect(end - start).toBe(40);
      expect(cursor >= start && cursor < end).toBe(true);
    }
  });
});

describe('a sweeping chart', () => {
  it('writes the newest over the oldest and moves nothing else', () => {
    for (let length = 45; length < 200; length += 1) {
      const [before, after] = [sweepColumns(length, 0, 40), sweepColumns(length + 1, 0, 40)];
      const changed = after.filter((index, column) => index !== before[column]);
      // One written, one cleared ahead of it.
      expect(changed).toHaveLength(2);
      expect(changed).toContain(length);
    }
  });

  it('leaves a gap between the newest and the oldest', () => {
    expect(sweepColumns(12, 0, 10)).toEqual([10, 11, undefined, undefined, 4, 5, 6, 7, 8, 9]);
    expect(sweepColumns(4, 0, 10).slice(0, 6)).toEqual([0, 1, 2, 3, undefined, undefined]);
  });
});

describe('a chart of time', () => {
  it('begins at its left, also while it sweeps', () => {
    const { points } = latencySeries([1, 1, 1]);
    for (const sweep of [false, true]) {
      const lines = latencyChart(points, { width: 40, height: 6 }, asciiGlyphs, { ...view, sweep, level: 1 });
      expect(lines.map(lineText).join('\n')).toMatch(/\|-/);
    }
  });

  it('stands still while old samples fall off its front', () => {
    const all = latencySeries(Array.from({ length: 400 }, (_, index) => index % 7)).points;
    const drawn = [100, 102].map((from) =>
      latencyChart(all.slice(from), { width: 40, height: 6 }, asciiGlyphs, { ...view, sweep: true, level: 1 }).map(
        lineText,
      ),
    );
    expect(drawn[0]).toEqual(drawn[1]);
  });
});

describe('two links in one chart', () => {
  it('are aligned by time and told apart by glyphs, in ASCII too', () => {
    const first = latencySeries([0.2, 0.2, 0.2, 0.2, 0.2, 0.2]).points;
    const second = latencySeries([0.9, 0.9, 0.9, 0.9, 0.2, 0.2]).points;
    for (const glyphs of [unicodeGlyphs, asciiGlyphs]) {
      const text = latencyChart(first, { width: 30, height: 8 }, glyphs, { ...view, second })
        .map(lineText)
        .join('\n');
      expect(text).toContain('oo');
      expect(text).toContain('*');
    }
  });

  it('show nothing of the second where it was not measured', () => {
    const columns = chartColumns(
      [
        { at: 0, value: 1 },
        { at: 2000, value: 1 },
        { at: 4000, value: 1 },
      ],
      2,
    );
    expect(valuesAt(columns, [{ at: 2500, value: 7 }])).toEqual([undefined, 7, undefined]);
  });

  it('compare bandwidth second by second, whenever either was tested', () => {
    const first = bandwidthSeries([1, 1, 1], true);
    const second = bandwidthSeries([3, 3, 3], true).points.map((point) => ({ ...point, at: point.at - 3_600_000 }));
    const { lines } = bandwidthChart(first, { width: 30, height: 8 }, asciiGlyphs, { ...view, second });
    expect(lines.map(lineText).join('\n')).toMatch(/o{6,}/);
  });

  it('show both directions of one test in the same way', () => {
    const { points } = bandwidthSeries([4, 4], true);
    const both = { points: points.map((point) => ({ ...point, back: { bitsPerSecond: 1e9 } })) };
    const { lines } = bandwidthChart(both, { width: 30, height: 8 }, asciiGlyphs, view);
    expect(lines.map(lineText).join('\n')).toMatch(/oooo/);
  });
});
