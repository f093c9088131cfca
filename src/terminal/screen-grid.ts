import { applySgr, plainStyle } from './sgr.ts';

/** One cell: a character and the SGR parameters that style it ('' is plain). */
export interface Cell {
  readonly character: string;
  readonly style: string;
}

export const blank: Cell = { character: ' ', style: plainStyle };

const sequence = /^\u001b\[([?<>=]?)([0-9;]*)([@-~])/;

/**
 * What a terminal would show after the bytes that Ink writes: a fixed grid without scrollback. It understands the few
 * sequences that Ink uses (cursor moves, erasing, SGR) and hands every mode switch back, because those are for the
 * real terminal. Text beyond the last column is cut: the frame never wraps.
 */
export class ScreenGrid {
  columns: number;
  rows: number;
  cells: Cell[][];
  private row = 0;
  private column = 0;
  private style: string = plainStyle;
  private readonly interned = new Map<string, Cell>();

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.cells = emptyCells(columns, rows);
  }

  /** Keeps the top left of what is shown, as terminals do on their alternate screen. */
  resize(columns: number, rows: number): void {
    const cells = emptyCells(columns, rows);
    for (let row = 0; row < Math.min(rows, this.rows); row += 1) {
      for (let column = 0; column < Math.min(columns, this.columns); column += 1) {
        const line = cells[row];
        if (line !== undefined) line[column] = this.cells[row]?.[column] ?? blank;
      }
    }
    this.columns = columns;
    this.rows = rows;
    this.cells = cells;
    this.row = Math.min(this.row, rows - 1);
    this.column = Math.min(this.column, columns - 1);
  }

  clear(): void {
    this.cells = emptyCells(this.columns, this.rows);
    this.row = 0;
    this.column = 0;
    this.style = plainStyle;
  }

  /** Applies output; returns the mode switches in it, in order, which the grid does not hold. */
  write(output: string): string {
    let modes = '';
    let index = 0;
    while (index < output.length) {
      const character = output[index] ?? '';
      if (character === '\u001b') {
        const match = sequence.exec(output.slice(index, index + 40));
        if (match === null) {
          // An escape that is no CSI (a string sequence, a charset switch): for the real terminal, up to the next one.
          const end = output.indexOf('\u001b', index + 1);
          modes += output.slice(index, end === -1 ? output.length : end);
          index = end === -1 ? output.length : end;
          continue;
        }
        const [whole, prefix = '', parameters = '', final = ''] = match;
        if (prefix !== '' || !this.control(final, parameters)) modes += whole;
        index += whole.length;
        continue;
      }
      if (character === '\n') this.lineFeed();
      else if (character === '\r') this.column = 0;
      else this.put(character);
      index += 1;
    }
    return modes;
  }

  /** The rows as text, right-trimmed. */
  text(): readonly string[] {
    return this.cells.map((line) =>
      line
        .map((cell) => cell.character)
        .join('')
        .trimEnd(),
    );
  }

  private control(final: string, parameters: string): boolean {
    const [first = 0, second = 0] = parameters.split(';').map(Number);
    const count = first === 0 ? 1 : first;
    switch (final) {
      case 'm':
        this.style = applySgr(this.style, parameters);
        return true;
      case 'A':
        return this.moveTo(this.row - count, this.column);
      case 'B':
        return this.moveTo(this.row + count, this.column);
      case 'C':
        return this.moveTo(this.row, this.column + count);
      case 'D':
        return this.moveTo(this.row, this.column - count);
      case 'E':
        return this.moveTo(this.row + count, 0);
      case 'F':
        return this.moveTo(this.row - count, 0);
      case 'G':
        return this.moveTo(this.row, count - 1);
      case 'H':
        return this.moveTo(count - 1, (second === 0 ? 1 : second) - 1);
      case 'J':
        return this.eraseScreen(first);
      case 'K':
        return this.eraseLine(first);
      default:
        return false;
    }
  }

  private moveTo(row: number, column: number): true {
    this.row = Math.max(0, Math.min(this.rows - 1, row));
    this.column = Math.max(0, Math.min(this.columns - 1, column));
    return true;
  }

  private eraseScreen(what: number): true {
    if (what >= 2) this.cells = emptyCells(this.columns, this.rows);
    else if (what === 1) {
      for (let row = 0; row < this.row; row += 1) this.cells[row] = emptyLine(this.columns);
      this.eraseLine(1);
    } else {
      this.eraseLine(0);
      for (let row = this.row + 1; row < this.rows; row += 1) this.cells[row] = emptyLine(this.columns);
    }
    return true;
  }

  private eraseLine(what: number): true {
    const from = what === 0 ? this.column : 0;
    const to = what === 1 ? this.column : this.columns - 1;
    const line = this.cells[this.row];
    for (let column = from; line !== undefined && column <= to; column += 1) line[column] = blank;
    return true;
  }

  private lineFeed(): void {
    this.column = 0;
    if (this.row < this.rows - 1) {
      this.row += 1;
      return;
    }
    this.cells.shift();
    this.cells.push(emptyLine(this.columns));
  }

  private put(character: string): void {
    const line = this.cells[this.row];
    if (line !== undefined && this.column < this.columns) line[this.column] = this.intern(character);
    this.column += 1;
  }

  /** Equal cells are the same object, so that comparing two grids compares references. */
  private intern(character: string): Cell {
    if (character === ' ' && this.style === plainStyle) return blank;
    const key = character + this.style;
    let cell = this.interned.get(key);
    if (cell === undefined) {
      cell = { character, style: this.style };
      if (this.interned.size > 20_000) this.interned.clear();
      this.interned.set(key, cell);
    }
    return cell;
  }
}

function emptyLine(columns: number): Cell[] {
  return Array.from({ length: columns }, () => blank);
}

function emptyCells(columns: number, rows: number): Cell[][] {
  return Array.from({ length: rows }, () => emptyLine(columns));
}
