import type { LatencyPoint, LatencySummary } from '../../src/contracts/probe.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import { milliseconds, percent } from '../widgets/format.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';
import { chartLines, type ChartSample, plotColumns } from './chart-lines.ts';
import { chooseRange } from './range.ts';
import { chartWindow } from './window.ts';

const labelWidth = 6;

/** The newest samples of a latency series as a chart of exactly this size. */
export function latencyChart(
  points: readonly LatencyPoint[],
  size: { readonly width: number; readonly height: number },
  glyphs: Glyphs,
): readonly StyledLine[] {
  const columns = plotColumns({ width: size.width, labelWidth });
  const { start, end } = chartWindow(points.length, points[0]?.sequence ?? 0, columns);
  const shown = points.slice(start, end);
  return chartLines(shown.map(latencySample), {
    ...size,
    range: chooseRange(shown.map((point) => point.milliseconds)),
    label: (value) => milliseconds(value),
    labelWidth,
    glyphs,
  });
}

/** 'x' lost, '!' an answer that is no reply, '>' something happened here (a pod was replaced). */
function latencySample(point: LatencyPoint): ChartSample {
  const mark = point.mark !== undefined ? '>' : point.error !== undefined ? '!' : 'x';
  const marked = point.mark !== undefined || point.milliseconds === undefined;
  return { at: point.at, value: point.milliseconds, ...(marked ? { mark } : {}) };
}

/** The statistics, most important first: one line where they fit, else two. */
export function latencyStatistics(summary: LatencySummary, width: number): readonly StyledLine[] {
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
  const parts: Span[] = [loss, ...numbers.map(([name, value]): Span => ({ text: `${name} ${milliseconds(value)}` }))];
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
