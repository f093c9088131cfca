import { fit } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { StyledLine } from './styled.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Cells it needs at least; 0 gives it what is left (one column at most). */
  readonly width: number;
  readonly align?: 'left' | 'right';
  readonly text: (row: Row) => string;
  readonly tone?: (row: Row) => Tone;
  /** Columns with the highest number go first when the table is too narrow; 0 (the default) never goes. */
  readonly drop?: number;
}

const least = 12;

/** The columns that fit into `width`, with their final widths. One blank lies between columns. */
export function fitColumns<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  let kept = [...columns];
  const needed = (): number => kept.reduce((sum, column) => sum + (column.width === 0 ? least : column.width) + 1, -1);
  while (needed() > width) {
    const first = kept.reduce((most, column) => Math.max(most, column.drop ?? 0), 0);
    if (first === 0) break;
    kept = kept.filter((column) => (column.drop ?? 0) !== first);
  }
  const rest = width - kept.reduce((sum, column) => sum + column.width + 1, -1);
  return kept.map((column) => (column.width === 0 ? { ...column, width: Math.max(1, rest) } : column));
}

/** The heading of a table. */
export function headingLine<Row>(columns: readonly Column<Row>[]): StyledLine {
  return [
    { text: columns.map((column) => fit(column.title, column.width, '~', column.align)).join(' '), tone: 'quiet' },
  ];
}

/** One row of a table. */
export function rowLine<Row>(columns: readonly Column<Row>[], row: Row, ellipsis: string): StyledLine {
  return columns.map((column, index) => ({
    text:
      fit(safeLine(column.text(row)), column.width, ellipsis, column.align) + (index < columns.length - 1 ? ' ' : ''),
    tone: column.tone?.(row) ?? 'normal',
  }));
}
