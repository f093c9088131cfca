import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FrameOutput } from '../../../src/terminal/frame-output.ts';
import { ScreenGrid } from '../../../src/terminal/screen-grid.ts';

const question = '\u001b[5n';

/** A terminal behind a link: what it was sent arrives when the test says so, and then its questions are answered. */
class RemoteTerminal {
  readonly columns = 40;
  readonly rows = 6;
  readonly writableNeedDrain = false;
  readonly output: FrameOutput;
  readonly #grid = new ScreenGrid(40, 6);
  #onTheWay = '';

  constructor() {
    this.output = new FrameOutput(this, { asks: true, now: () => Date.now() });
  }

  write(chunk: string): boolean {
    this.#onTheWay += chunk;
    return true;
  }

  on(): void {}
  off(): void {}

  get onTheWay(): string {
    return this.#onTheWay;
  }

  /** Everything arrives; each question is answered. */
  arrive(): void {
    const arrived = this.#onTheWay;
    this.#onTheWay = '';
    this.#grid.write(arrived.replaceAll(question, ''));
    for (let answers = arrived.split(question).length - 1; answers > 0; answers -= 1) this.output.answered();
  }

  /** Arrives as slowly as a link of so many bytes a second lets it. */
  async crawl(bytesPerSecond: number): Promise<void> {
    const bytes = Buffer.byteLength(this.#onTheWay);
    await vi.advanceTimersByTimeAsync((bytes / bytesPerSecond) * 1000);
    this.arrive();
  }

  draw(rows: readonly string[]): void {
    this.output.write('\u001b[?2026h');
    this.output.write(`\u001b[H\u001b[J${rows.join('\n')}`);
    this.output.write('\u001b[?2026l');
  }

  get shown(): readonly string[] {
    return this.#grid.text();
  }
}

const full = (letter: string): readonly string[] => Array.from({ length: 6 }, (_, row) => letter.repeat(38) + row);

/** A terminal whose link has shown that it carries 500 bytes a second. */
async function slowTerminal(): Promise<RemoteTerminal> {
  const terminal = new RemoteTerminal();
  terminal.output.write('\u001b[?25l');
  terminal.arrive();
  for (let frame = 0; frame < 12; frame += 1) {
    terminal.draw(full(String.fromCharCode(97 + frame)));
    await terminal.crawl(500);
    await vi.advanceTimersByTimeAsync(100);
  }
  for (let rest = 0; rest < 10; rest += 1) await terminal.crawl(500);
  return terminal;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('frames over a link', () => {
  it('are followed by one question, and by no other until it is answered', () => {
    const terminal = new RemoteTerminal();
    terminal.draw(full('a'));
    terminal.draw(full('b'));
    expect(terminal.onTheWay.split(question)).toHaveLength(2);
    terminal.arrive();
    terminal.draw(full('c'));
    expect(terminal.onTheWay).toContain(question);
  });

  it('go out whole while the link is quick', () => {
    const terminal = new RemoteTerminal();
    terminal.output.write('\u001b[?25l');
    terminal.arrive();
    terminal.draw(full('a'));
    terminal.arrive();
    expect(terminal.shown).toEqual(full('a'));
  });

  it('go out row by row when it is slow, and end as the newest frame', async () => {
    const terminal = await slowTerminal();
    terminal.draw(full('x'));
    expect(Buffer.byteLength(terminal.onTheWay)).toBeLessThanOrEqual(300);
    terminal.draw(full('y'));
    for (let step = 0; step < 10; step += 1) await terminal.crawl(500);
    expect(terminal.shown).toEqual(full('y'));
  });

  it('let what a key changed overtake what changed by itself', async () => {
    const terminal = await slowTerminal();
    terminal.draw(full('x'));
    const before = terminal.onTheWay;
    terminal.output.keyPressed();
    terminal.draw([...full('x').slice(0, 5), 'the key']);
    expect(terminal.onTheWay.slice(before.length)).toContain('the key');
  });

  it('say that the link is slow while it is, and no more when it was quick for a while', async () => {
    const terminal = await slowTerminal();
    expect(terminal.output.slowLink.getSnapshot()).toBe(true);
    for (let second = 0; second < 60; second += 1) {
      terminal.draw(full(String.fromCharCode(65 + (second % 26))));
      for (let answer = 0; answer < 4; answer += 1) {
        await vi.advanceTimersByTimeAsync(1);
        terminal.arrive();
      }
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(terminal.output.slowLink.getSnapshot()).toBe(false);
  });

  it('say so too when the terminal answers nothing any more', async () => {
    const terminal = new RemoteTerminal();
    terminal.output.write('\u001b[?25l');
    terminal.arrive();
    terminal.draw(full('a'));
    await vi.advanceTimersByTimeAsync(5000);
    expect(terminal.output.slowLink.getSnapshot()).toBe(true);
  });

  it('go on when an answer was lost', async () => {
    const terminal = await slowTerminal();
    terminal.draw(full('x'));
    await vi.advanceTimersByTimeAsync(30_000);
    for (let step = 0; step < 10; step += 1) await terminal.crawl(500);
    expect(terminal.shown).toEqual(full('x'));
  });

  it('wait for the answer that is still to come before the keyboard is given away, and ask no more', async () => {
    const terminal = new RemoteTerminal();
    terminal.output.write('\u001b[?25l');
    terminal.arrive();
    terminal.draw(full('a'));
    let settled = false;
    const settling = terminal.output.settle().then(() => {
      settled = true;
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(settled).toBe(false);
    terminal.arrive();
    await settling;
    terminal.draw(full('b'));
    expect(terminal.onTheWay).not.toContain(question);
  });

  it('wait for it four seconds at most', async () => {
    const terminal = new RemoteTerminal();
    terminal.output.write('\u001b[?25l');
    terminal.arrive();
    terminal.draw(full('a'));
    const settling = terminal.output.settle();
    await vi.advanceTimersByTimeAsync(4000);
    await settling;
  });

  it('run no timer once everything has arrived', async () => {
    const terminal = new RemoteTerminal();
    terminal.output.write('\u001b[?25l');
    terminal.arrive();
    terminal.draw(full('a'));
    terminal.arrive();
    await vi.advanceTimersByTimeAsync(3000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
