import type { Glyphs } from '../../src/terminal/glyphs.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { StyledLine } from '../widgets/styled.ts';
import type { ChartColumn } from './chart-columns.ts';
import { chartLines } from './chart-lines.ts';
import type { ShownColumns } from './chart-view.ts';
import { largestSymbol } from './overlay.ts';
import type { Range } from './range.ts';

/** How columns are drawn. */
export interface ColumnDrawing {
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
  readonly range: Range;
  readonly label: (value: number) => string;
  readonly labelWidth: number;
  readonly tone?: Tone;
  /** One value for each of `columns`: the second link, or the way back. */
  readonly second?: readonly (number | undefined)[] | undefined;
  /** Show the largest of each column above its median. */
  readonly largest?: boolean;
  /** Cells that one column takes. */
  readonly repeat?: number;
}

/** The columns that are shown, as a chart of exactly this size. */
export function drawColumns(
  columns: readonly ChartColumn[],
  shown: ShownColumns,
  drawing: ColumnDrawing,
): readonly StyledLine[] {
  const { second, largest = false, repeat = 1, ...shape } = drawing;
  const cells = shown.indices.flatMap((index) => Array.from({ length: repeat }, (_, cell) => ({ index, cell })));
  const samples = cells.map(({ index, cell }) => {
    const column = index === undefined ? undefined : columns[index];
    const mark = column?.mark ?? ((column?.lost ?? 0) > 0 ? 'x' : undefined);
    return {
      at: column?.at ?? Number.NaN,
      value: column?.value,
      ...(mark === undefined || cell > 0 ? {} : { mark }),
    };
  });
  const overlaid = second ?? (largest ? columns.map((column) => column.largest) : undefined);
  const values = cells.map(({ index }) => (index === undefined ? undefined : overlaid?.[index]));
  const overlay =
    second === undefined
      ? { values, tone: 'warning' as const, symbol: largestSymbol }
      : { values, tone: 'strong' as const };
  const cursor = shown.cursor === undefined ? -1 : shown.indices.indexOf(shown.cursor);
  return chartLines(samples, {
    ...shape,
    overlay: overlaid === undefined ? undefined : overlay,
    cursor: cursor === -1 ? undefined : cursor * repeat,
  });
}
