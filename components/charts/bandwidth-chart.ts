import type { BandwidthPoint, BandwidthSummary } from '../../src/contracts/probe.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import { bitUnit, percent, significant } from '../widgets/format.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';
import { chartLines, plotColumns } from './chart-lines.ts';
import { fitParts } from './latency-chart.ts';
import { chooseRange } from './range.ts';
import { chartWindow } from './window.ts';

const labelWidth = 6;

/** A chart of throughput; `unit` is what its labels count in. */
export interface BandwidthChart {
  readonly lines: readonly StyledLine[];
  readonly unit: string;
}

/** The intervals of a test as a chart of exactly this size. A stalled interval is 0 and drawn as 0: it was measured. */
export function bandwidthChart(
  points: readonly BandwidthPoint[],
  size: { readonly width: number; readonly height: number },
  glyphs: Glyphs,
): BandwidthChart {
  const columns = plotColumns({ width: size.width, labelWidth });
  // Short tests are few samples: each gets several columns, so that ten seconds do not hide in a corner.
  const repeat = Math.max(1, Math.min(4, Math.floor(columns / Math.max(10, points.length))));
  const { start, end } = chartWindow(points.length, 0, Math.floor(columns / repeat));
  const shown = points.slice(start, end);
  const both = points.some(({ back }) => back !== undefined);
  const home = both ? shown.flatMap(({ back }) => Array.from({ length: repeat }, () => back?.bitsPerSecond)) : [];
  const range = chooseRange([...shown.map((point) => point.bitsPerSecond), ...home]);
  const { divisor, unit } = bitUnit(range.maximum);
  const samples = shown.flatMap((point) =>
    Array.from({ length: repeat }, (_, index) => ({
      at: point.at,
      value: point.bitsPerSecond,
      ...(index === 0 && (point.lostPackets ?? 0) + (point.back?.lostPackets ?? 0) > 0 ? { mark: 'x' } : {}),
    })),
  );
  const lines = chartLines(samples, {
    ...size,
    range,
    label: (value) => significant(value / divisor),
    labelWidth,
    glyphs,
    tone: 'good',
    overlay: both ? { values: home, tone: 'accent' } : undefined,
  });
  return { lines, unit };
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
