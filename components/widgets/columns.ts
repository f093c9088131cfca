import { fit, truncateMiddle } from '../../src/terminal/fit.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { StyledLine } from './styled.ts';

/** One column of a table. It is as wide as its title and the texts that are visible. */
export interface Column<Row> {
  readonly title: string;
  /** Most cells it takes, however long its texts are. */
  readonly most?: number;
  /** It may shrink to this many cells before other columns go; without it, it is never cut by another column. */
  readonly least?: number;
  readonly align?: 'left' | 'right';
  /** Where a text that is too long is cut; 'middle' keeps the end, which tells pods apart. */
  readonly cut?: 'end' | 'middle';
  readonly text: (row: Row) => string;
  readonly tone?: (row: Row) => Tone;
  /** Columns with the highest number go first when the table is too narrow; 0 (the default) never goes. */
  readonly drop?: number;
}

/** A column with the cells it has in this table. */
export interface FittedColumn<Row> extends Column<Row> {
  readonly width: number;
}

/** The columns that fit into `width` for these rows, with their widths. One blank lies between columns. */
export function fitColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): readonly FittedColumn<Row>[] {
  let kept = columns.map((column): FittedColumn<Row> => ({ ...column, width: naturalWidth(column, rows) }));
  const least = (column: FittedColumn<Row>): number => Math.min(column.width, column.least ?? column.width);
  const total = (of: (column: FittedColumn<Row>) => number): number =>
    kept.reduce((sum, column) => sum + of(column) + 1, -1);
  while (total(least) > width) {
    const first = kept.reduce((most, column) => Math.max(most, column.drop ?? 0), 0);
    if (first === 0) break;
    kept = kept.filter((column) => (column.drop ?? 0) !== first);
  }
  // What would go first is cut first.
  let over = total((column) => column.width) - width;
  for (const column of kept.toSorted((a, b) => (b.drop ?? 0) - (a.drop ?? 0))) {
    if (over <= 0) break;
    const cut = Math.min(over, column.width - least(column));
    over -= cut;
    kept = kept.map((one) => (one === column ? { ...one, width: one.width - cut } : one));
  }
  // Not even the columns that never go have room: the widest of them gives way.
  if (over > 0) {
    const widest = kept.reduce((most, column) => (column.width > most.width ? column : most));
    kept = kept.map((one) => (one === widest ? { ...one, width: Math.max(1, one.width - over) } : one));
  }
  return kept;
}

function naturalWidth<Row>(column: Column<Row>, rows: readonly Row[]): number {
  const longest = rows.reduce((most, row) => Math.max(most, safeLine(column.text(row)).length), column.title.length);
  return Math.min(longest, column.most ?? longest);
}

/** The heading of a table. */
export function headingLine<Row>(columns: readonly FittedColumn<Row>[]): StyledLine {
  return [
    { text: columns.map((column) => fit(column.title, column.width, '~', column.align)).join(' '), tone: 'quiet' },
  ];
}

/** One row of a table. */
export function rowLine<Row>(columns: readonly FittedColumn<Row>[], row: Row, ellipsis: string): StyledLine {
  return columns.map((column, index) => {
    const text = safeLine(column.text(row));
    const cut = column.cut === 'middle' ? truncateMiddle(text, column.width, ellipsis) : text;
    return {
      text: fit(cut, column.width, ellipsis, column.align) + (index < columns.length - 1 ? ' ' : ''),
      tone: column.tone?.(row) ?? 'normal',
    };
  });
}
