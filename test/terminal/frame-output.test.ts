import { describe, expect, it } from 'vitest';
import { FrameOutput } from '../../src/terminal/frame-output.ts';
import { gridDiff } from '../../src/terminal/grid-diff.ts';
import { ScreenGrid } from '../../src/terminal/screen-grid.ts';
import { applySgr } from '../../src/terminal/sgr.ts';
import { FakeTerminal } from '../ui/support/open-screen.tsx';

const begin = '\u001b[?2026h';
const end = '\u001b[?2026l';

function frame(output: FrameOutput, text: string): void {
  output.write(begin);
  output.write(`\u001b[H\u001b[J${text}`);
  output.write(end);
}

async function shown(terminal: FakeTerminal): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return terminal.text().trimEnd();
}

describe('the output that Ink draws on', () => {
  it('writes one frame in one write, and only what changed of the next', async () => {
    const terminal = new FakeTerminal(40, 5);
    const output = new FrameOutput(terminal);
    frame(output, 'latency 0.14 ms\nloss 0 %');
    const before = terminal.written.length;
    frame(output, 'latency 0.19 ms\nloss 0 %');
    expect(await shown(terminal)).toBe('latency 0.19 ms\nloss 0 %');
    expect(terminal.written.length - before).toBeLessThan(15);
  });

  it('writes nothing for a frame that changes nothing', () => {
    const terminal = new FakeTerminal(40, 5);
    const output = new FrameOutput(terminal);
    frame(output, 'same');
    const before = terminal.written;
    frame(output, 'same');
    expect(terminal.written).toBe(before);
  });

  it('never erases before it draws', () => {
    const terminal = new FakeTerminal(40, 5);
    const output = new FrameOutput(terminal);
    frame(output, 'first\nsecond');
    output.repaint();
    expect(terminal.written).not.toMatch(/\u001b\[[0-3]?J/);
  });

  it('skips frames while the terminal does not read, and then shows the newest', async () => {
    const terminal = new FakeTerminal(40, 5);
    const output = new FrameOutput(terminal);
    frame(output, 'frame 0');
    terminal.stalled = true;
    for (let number = 1; number <= 100; number += 1) frame(output, `frame ${number}`);
    expect(output.skippedFrames).toBe(99);
    terminal.unstall();
    expect(await shown(terminal)).toBe('frame 100');
  });

  it('draws nothing between showing the cursor and hiding it again, when the terminal belongs to a shell', async () => {
    const terminal = new FakeTerminal(40, 5);
    const output = new FrameOutput(terminal);
    frame(output, 'mine');
    output.write('\u001b[?25h');
    terminal.write('\u001b[H\u001b[2Jshell');
    frame(output, 'not now');
    expect(await shown(terminal)).toBe('shell');
    output.write('\u001b[?25l');
    frame(output, 'mine again');
    expect(await shown(terminal)).toBe('mine again');
  });

  it('passes mode switches on in order, also while the terminal does not read', () => {
    const terminal = new FakeTerminal(40, 5);
    const output = new FrameOutput(terminal);
    terminal.stalled = true;
    output.write('\u001b[?2004l');
    output.write('\u001b[?1049l');
    terminal.unstall();
    expect(terminal.written).toContain('\u001b[?2004l\u001b[?1049l');
  });

  it('calls back for every write, so that whoever waits for a flush goes on', async () => {
    const output = new FrameOutput(new FakeTerminal(10, 2));
    await new Promise<void>((resolve) => output.write('', resolve));
  });
});

describe('the grid', () => {
  it('understands what Ink sends: moves, erasing and styles', () => {
    const grid = new ScreenGrid(10, 3);
    grid.write('abc\ndef\nghi\u001b[2A\u001b[2GX\u001b[K\u001b[E\u001b[2K');
    expect(grid.text()).toEqual(['aX', '', 'ghi']);
  });

  it('scrolls at the last row and cuts at the last column', () => {
    const grid = new ScreenGrid(4, 2);
    grid.write('one\ntwo\nthreefour');
    expect(grid.text()).toEqual(['two', 'thre']);
  });

  it('keeps the top left when it is resized', () => {
    const grid = new ScreenGrid(5, 3);
    grid.write('abcde\nfghij\nklmno');
    grid.resize(3, 2);
    expect(grid.text()).toEqual(['abc', 'fgh']);
  });

  it('hands string sequences and mode switches back', () => {
    const grid = new ScreenGrid(5, 1);
    expect(grid.write('a\u001b[?25lb\u001b[31mc')).toBe('\u001b[?25l');
    expect(grid.text()).toEqual(['abc']);
  });

  it('turns any picture into any other', async () => {
    const pictures = [
      '\u001b[31mred\u001b[39m plain \u001b[1mbold\u001b[22m',
      'x'.repeat(30),
      '\u001b[7m          \u001b[27mend',
      '',
      'a          b          \u001b[38;5;208mc\u001b[39m',
    ];
    const terminal = new FakeTerminal(30, 2);
    let before = new ScreenGrid(30, 2);
    for (const picture of [...pictures, ...pictures.toReversed()]) {
      const next = new ScreenGrid(30, 2);
      next.write(`${picture}\n${picture}`);
      // Cells of different grids are different objects: everything is written, the result must be the same.
      terminal.write(gridDiff(before.cells, next.cells));
      expect(await shown(terminal)).toBe(next.text().join('\n').trimEnd());
      before = next;
    }
  });
});

describe('styles', () => {
  it('are the same text however they came about', () => {
    expect(applySgr(applySgr('', '1'), '31')).toBe(applySgr(applySgr('', '31'), '1'));
    expect(applySgr(applySgr('', '1;38;2;1;2;3'), '22')).toBe('38;2;1;2;3');
    expect(applySgr('1;31;44', '0')).toBe('');
    expect(applySgr('7;31', '27;39')).toBe('');
    expect(applySgr('', '')).toBe('');
  });
});
