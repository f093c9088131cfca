import { describe, expect, it } from 'vitest';
import { RowQueue } from '../../../src/terminal/link/row-queue.ts';
import { ScreenGrid } from '../../../src/terminal/screen-grid.ts';

/** A screen of rows, and what a terminal shows after the bytes so far. */
class Screen {
  readonly queue = new RowQueue();
  readonly #wanted = new ScreenGrid(20, 6);
  readonly #shown = new ScreenGrid(20, 6);

  draw(rows: readonly string[], byKey = false): void {
    this.#wanted.write(`\u001b[H\u001b[J${rows.join('\n')}`);
    this.queue.frame(this.#wanted.cells, byKey);
  }

  /** Sends at most so many bytes; gives the rows shown now. */
  send(room: number, roomForKey = room, oneAtLeast = false): readonly string[] {
    this.#shown.write(this.queue.take(room, roomForKey, oneAtLeast).bytes);
    return this.shown;
  }

  get shown(): readonly string[] {
    return this.#shown.text();
  }
}

const all = Number.POSITIVE_INFINITY;
const rows = (letter: string): readonly string[] =>
  ['1', '2', '3', '4', '5', '6'].map((row) => letter.repeat(10) + row);

/** A screen that shows a first frame. */
function shown(): Screen {
  const screen = new Screen();
  screen.draw(rows('a'));
  screen.send(all);
  return screen;
}

describe('rows on their way to the terminal', () => {
  it('all go at once when there is room', () => {
    expect(shown().shown).toEqual(rows('a'));
  });

  it('go as far as there is room, and the rest later', () => {
    const screen = shown();
    screen.draw(rows('b'));
    expect(screen.send(35)).toEqual([...rows('b').slice(0, 2), ...rows('a').slice(2)]);
    expect(screen.send(all)).toEqual(rows('b'));
  });

  it('never show what has become stale while they waited', () => {
    const screen = shown();
    screen.draw(rows('b'));
    screen.send(0);
    screen.draw(rows('c'));
    const seen = screen.send(all).join('');
    expect(seen).not.toContain('b');
    expect(screen.shown).toEqual(rows('c'));
  });

  it('go first when a key changed them', () => {
    const screen = shown();
    screen.draw(rows('b'));
    screen.send(0);
    screen.draw([...rows('b').slice(0, 4), 'key', 'b'.repeat(10) + '6'], true);
    expect(screen.send(0, 20)).toEqual([...rows('a').slice(0, 4), 'key', rows('a')[5]]);
  });

  it('do not starve below rows that change all the time', () => {
    const screen = shown();
    for (let frame = 0; frame < 12; frame += 1) {
      screen.draw([`top ${frame}`, ...rows('b').slice(1)]);
      screen.send(18);
    }
    expect(screen.shown.slice(1)).toEqual(rows('b').slice(1));
  });

  it('go one at least, however little room there is, when nothing else is under way', () => {
    const screen = shown();
    screen.draw(rows('b'));
    expect(screen.send(1, 1, true)[0]).toBe(rows('b')[0]);
  });

  it('are all written again when nothing is known of the terminal any more', () => {
    const screen = shown();
    screen.queue.forget();
    const { bytes } = screen.queue.take(all, all, false);
    for (const row of rows('a')) expect(bytes).toContain(row);
  });

  it('are nothing when nothing differs', () => {
    const screen = shown();
    screen.draw(rows('a'));
    expect(screen.queue.take(all, all, false)).toEqual({ bytes: '', left: false });
  });
});
