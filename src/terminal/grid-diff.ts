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
  const writer = new RowWriter();
  let out = shown === undefined ? '\u001b[m' : '';
  for (const [row, line] of wanted.entries()) out += writer.row(shown?.[row], line, row);
  return out + writer.end();
}

/** Writes changed rows in any order, carrying the style from one to the next. The terminal starts with plain style. */
export class RowWriter {
  /** The style that the terminal writes in now; who takes a row back sets it back too. */
  style = plainStyle;

  /** The bytes for one row; '' when it does not differ. An undefined `before` is a row of which nothing is known. */
  row(before: readonly Cell[] | undefined, line: readonly Cell[], row: number): string {
    let out = '';
    const contentEnd = endOfContent(line);
    let at = -1;
    for (let column = 0; column < line.length; column += 1) {
      if (before !== undefined && line[column] === before[column]) continue;
      const start = at !== -1 && column - at <= jumpCost ? at : column;
      if (start !== at) out += moveTo(row, column);
      for (let gap = start; gap < column; gap += 1) {
        out += this.#restyle(line[gap]?.style ?? plainStyle);
        out += line[gap]?.character ?? ' ';
      }
      if (column >= contentEnd && (before === undefined || line.length - column >= eraseFrom)) {
        out += this.#restyle(plainStyle);
        out += '\u001b[K';
        break;
      }
      out += this.#restyle(line[column]?.style ?? plainStyle);
      out += line[column]?.character ?? ' ';
      at = column + 1;
    }
    return out;
  }

  /** Back to plain style. */
  end(): string {
    return this.#restyle(plainStyle);
  }

  #restyle(next: string): string {
    if (next === this.style) return '';
    this.style = next;
    return next === plainStyle ? '\u001b[m' : `\u001b[0;${next}m`;
  }
}

function moveTo(row: number, column: number): string {
  return column === 0 ? `\u001b[${row + 1}H` : `\u001b[${row + 1};${column + 1}H`;
}

function endOfContent(line: readonly Cell[]): number {
  let end = line.length;
  while (end > 0 && line[end - 1] === blank) end -= 1;
  return end;
}
