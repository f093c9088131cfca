import { blank, type Cell } from './screen-grid.ts';
import { plainStyle } from './sgr.ts';

/** Cells that are cheaper to write again than to jump over. */
const jumpCost = 5;
/** Trailing blanks from which erasing to the end of the line is shorter. */
const eraseFrom = 5;

/**
 * The bytes that turn what the terminal shows into what it shall show; '' when nothing differs. Every move is absolute,
 * so it does not matter where the cursor is. Ends with plain style. `shown` undefined: nothing is known about the
 * terminal, so every line is written whole; lines are erased behind the text, never before it, so that nothing blinks.
 */
export function gridDiff(
  shown: readonly (readonly Cell[])[] | undefined,
  wanted: readonly (readonly Cell[])[],
): string {
  let out = shown === undefined ? '\u001b[m' : '';
  let style = plainStyle;
  const restyle = (next: string): void => {
    if (next === style) return;
    out += next === plainStyle ? '\u001b[m' : `\u001b[0;${next}m`;
    style = next;
  };
  for (let row = 0; row < wanted.length; row += 1) {
    const line = wanted[row] ?? [];
    const before = shown?.[row];
    const contentEnd = endOfContent(line);
    let at = -1;
    for (let column = 0; column < line.length; column += 1) {
      if (before !== undefined && line[column] === before[column]) continue;
      const start = at !== -1 && column - at <= jumpCost ? at : column;
      if (start !== at) out += moveTo(row, column);
      for (let gap = start; gap < column; gap += 1) {
        restyle(line[gap]?.style ?? plainStyle);
        out += line[gap]?.character ?? ' ';
      }
      if (column >= contentEnd && (before === undefined || line.length - column >= eraseFrom)) {
        restyle(plainStyle);
        out += '\u001b[K';
        break;
      }
      restyle(line[column]?.style ?? plainStyle);
      out += line[column]?.character ?? ' ';
      at = column + 1;
    }
  }
  restyle(plainStyle);
  return out;
}

function moveTo(row: number, column: number): string {
  return column === 0 ? `\u001b[${row + 1}H` : `\u001b[${row + 1};${column + 1}H`;
}

function endOfContent(line: readonly Cell[]): number {
  let end = line.length;
  while (end > 0 && line[end - 1] === blank) end -= 1;
  return end;
}
