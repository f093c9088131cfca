import { describe, expect, it } from 'vitest';
import InkOutput from '../../../node_modules/ink/build/output.js';
import FrameCells from '../../../components/ink/frame-cells.ts';
import { ScreenGrid } from '../../../src/terminal/screen-grid.ts';

const size = { width: 24, height: 6 };

/** What both classes can do, as Ink's renderer calls it. */
type Canvas = Pick<InkOutput, 'write' | 'clip' | 'unclip' | 'get'>;

function text(canvas: Canvas, x: number, y: number, words: string, transform?: (line: string) => string): void {
  canvas.write(x, y, words, { transformers: transform === undefined ? [] : [transform] });
}

/** The cells that a terminal shows of what was drawn. */
function picture(canvas: Canvas, draw: (canvas: Canvas) => void): unknown {
  draw(canvas);
  const grid = new ScreenGrid(size.width, size.height);
  grid.write(canvas.get().output);
  return grid.cells;
}

const drawings: Readonly<Record<string, (canvas: Canvas) => void>> = {
  'plain text at its place': (canvas) => text(canvas, 3, 2, 'frontend'),
  'box characters': (canvas) => text(canvas, 0, 0, '┌──┐\n│ab│\n└──┘'),
  'styles within a line': (canvas) => text(canvas, 0, 1, 'a\u001b[1;36mkey\u001b[0mb\u001b[31mred\u001b[39m'),
  'a style that goes on in the next line': (canvas) => text(canvas, 0, 0, '\u001b[32mone\ntwo\u001b[39m three'),
  '256 and 24-bit colours': (canvas) => text(canvas, 0, 0, '\u001b[38;5;208mo\u001b[48;2;1;2;3mb\u001b[0m'),
  'blanks with a style at the end of a line': (canvas) => text(canvas, 0, 0, 'x\u001b[7m   \u001b[27m   '),
  'a transformer for every line': (canvas) => text(canvas, 0, 0, 'one\ntwo', (line) => `\u001b[1m${line}\u001b[22m`),
  'a later text over an earlier one': (canvas) => {
    text(canvas, 0, 0, 'aaaaaaaaaa\naaaaaaaaaa');
    text(canvas, 2, 1, '\u001b[33mdialog\u001b[39m');
  },
  'nothing outside a clip': (canvas) => {
    canvas.clip({ x1: 2, x2: 6, y1: 1, y2: 3 });
    text(canvas, 0, 0, '\u001b[31m0123456789\nabcdefghij\nklmnopqrst\nuvwxyz\u001b[0m');
    canvas.unclip();
    text(canvas, 0, 5, 'free again');
  },
  'nothing outside the inner and the outer clip': (canvas) => {
    canvas.clip({ x1: 0, x2: 8, y1: 0, y2: 4 });
    canvas.clip({ x1: 4, x2: 20, y1: 1, y2: 6 });
    text(canvas, 0, 0, '0123456789abcdef\n0123456789abcdef\n0123456789abcdef');
    canvas.unclip();
    canvas.unclip();
  },
  'no row above or below the frame': (canvas) => {
    text(canvas, 0, -1, 'above\nfirst');
    text(canvas, 0, 5, 'last\nbelow');
  },
};

describe('the cells that the bundle draws frames into', () => {
  it.each(Object.entries(drawings))('show what Ink’s own show: %s', (_, draw) => {
    expect(picture(new FrameCells(size), draw)).toEqual(picture(new InkOutput(size), draw));
  });

  it('cut a line at the last column', () => {
    const cells = new FrameCells(size);
    text(cells, 20, 0, 'frontend');
    expect(cells.get().output.split('\n')[0]).toBe(`${' '.repeat(20)}fron`);
  });
});
