import { RowWriter } from '../grid-diff.ts';
import type { Cell } from '../screen-grid.ts';

type Line = readonly Cell[];

const plain = '\u001b[m';

/** What goes out now, and whether something is left for later. */
export interface RowBatch {
  /** '' when nothing differs, or nothing fits. */
  readonly bytes: string;
  readonly left: boolean;
}

/**
 * What the terminal shows, row by row, and in which order the rows that differ are sent when not all of them may be:
 * first those that a key changed, then those that have waited longest. A row that changes again while it waits is sent
 * once, as it is then: what is stale is never sent.
 */
export class RowQueue {
  /** Undefined where nothing is known. */
  #shown: (Line | undefined)[] = [];
  /** The newest frame, to see what the next one changes. */
  #newest: readonly Line[] = [];
  #isUnknown = true;
  readonly #waitingSince = new Map<number, number>();
  readonly #urgent = new Set<number>();
  #frames = 0;

  /** Nothing is known about the terminal any more. */
  forget(): void {
    this.#shown = [];
    this.#isUnknown = true;
  }

  /** A whole new frame; `byKey` when a key was pressed just before it. */
  frame(lines: readonly Line[], byKey: boolean): void {
    this.#frames += 1;
    const before = this.#newest;
    this.#newest = lines.map((line) => [...line]);
    if (!byKey) return;
    for (const [row, line] of this.#newest.entries()) {
      const old = before[row];
      if (old === undefined || line.some((cell, column) => cell !== old[column])) this.#urgent.add(row);
    }
  }

  /**
   * The next rows: at most `room` bytes of them, or for rows that a key changed `roomForKey`; where one row alone is more
   * than that, and `oneAtLeast`, that row.
   */
  take(room: number, roomForKey: number, oneAtLeast: boolean): RowBatch {
    const writer = new RowWriter();
    const start = this.#isUnknown ? plain : '';
    let bytes = start;
    let size = 0;
    let left = false;
    for (const row of this.#order()) {
      const line = this.#newest[row] ?? [];
      const { style } = writer;
      const text = writer.row(this.#shown[row], line, row);
      const length = Buffer.byteLength(text);
      const fits = size + length <= (this.#urgent.has(row) ? roomForKey : room) || (oneAtLeast && size === 0);
      if (length > 0 && (left || !fits)) {
        writer.style = style;
        left = true;
        if (!this.#waitingSince.has(row)) this.#waitingSince.set(row, this.#frames);
        continue;
      }
      bytes += text;
      size += length;
      this.#sent(row, line);
    }
    if (size === 0) return { bytes: '', left };
    this.#isUnknown = false;
    return { bytes: bytes + writer.end(), left };
  }

  #sent(row: number, line: Line): void {
    this.#shown[row] = line;
    this.#waitingSince.delete(row);
    this.#urgent.delete(row);
  }

  /** All rows; from top to bottom unless some are urgent or waited. */
  #order(): readonly number[] {
    const rows = [...this.#newest.keys()];
    if (this.#urgent.size === 0 && this.#waitingSince.size === 0) return rows;
    const rank = (row: number): number =>
      this.#urgent.has(row) ? -1 : (this.#waitingSince.get(row) ?? Number.POSITIVE_INFINITY);
    return rows.sort((one, other) => {
      const [first, second] = [rank(one), rank(other)];
      return first === second ? one - other : first - second;
    });
  }
}
