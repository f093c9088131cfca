import type { Matrix } from '../../src/contracts/policy.ts';
import type { PairCount } from '../../src/policy/matrix/count-pairs.ts';
import { truncateMiddle } from '../../src/terminal/fit.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';

/** Columns of a cell, the blank before it included. */
export const cellWidth = 5;
/** Columns of the names of the rows. */
export const nameWidth = 28;

/** What a cell says: all, some or none of its flows allowed, or some not decidable. No meaning by colour alone. */
export function cellWord({ allowed, denied, undecidable }: PairCount): { readonly text: string; readonly tone: Tone } {
  if (allowed + denied + undecidable === 0) return { text: '·', tone: 'quiet' };
  if (undecidable > 0) return { text: '?', tone: 'warning' };
  if (denied === 0) return { text: 'all', tone: 'good' };
  if (allowed === 0) return { text: '-', tone: 'quiet' };
  return { text: 'some', tone: 'warning' };
}

/** The matrix as lines: numbered columns whose names stand above them, a row per source. */
export function matrixLines(
  matrix: Matrix,
  place: { readonly row: number; readonly column: number },
  firstColumn: number,
  ellipsis: string,
): readonly StyledLine[] {
  const numbers: StyledLine = [
    { text: ' '.repeat(nameWidth + 2) },
    ...matrix.destinations.map(
      (_name, index): Span => ({
        text: String(firstColumn + index + 1).padStart(cellWidth),
        tone: index === place.column ? 'key' : 'quiet',
      }),
    ),
  ];
  const rows = matrix.sources.map((source, row): StyledLine => {
    // A workload's namespace stands in the title.
    const name = source.slice(source.indexOf('/') + 1);
    const cells = (matrix.cells[row] ?? []).map((count, column): Span => {
      const { text, tone } = cellWord(count);
      const chosen = row === place.row && column === place.column;
      return chosen ? { text: `[${text}]`.padStart(cellWidth), tone: 'key' } : { text: text.padStart(cellWidth), tone };
    });
    const marker = row === place.row ? '> ' : '  ';
    return [
      { text: marker, tone: 'key' },
      { text: truncateMiddle(name, nameWidth, ellipsis).padEnd(nameWidth) },
      ...cells,
    ];
  });
  return [numbers, ...rows];
}
