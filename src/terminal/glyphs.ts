import type { Environment } from './environment.ts';

/** The characters the frame and the charts are drawn with; all take one cell everywhere. */
export interface Glyphs {
  readonly name: 'unicode' | 'ascii';
  readonly ellipsis: string;
  readonly arrow: string;
  readonly separator: string;
  /** Order: horizontal, vertical, four corners, tees. */
  readonly frame: {
    readonly horizontal: string;
    readonly vertical: string;
    readonly topLeft: string;
    readonly topRight: string;
    readonly bottomLeft: string;
    readonly bottomRight: string;
    readonly teeLeft: string;
    readonly teeRight: string;
  };
  /** asciichart's ten symbols, in its order. */
  readonly chart: readonly [string, string, string, string, string, string, string, string, string, string];
}

export const unicodeGlyphs: Glyphs = {
  name: 'unicode',
  ellipsis: '…',
  arrow: '→',
  separator: '·',
  frame: {
    horizontal: '─',
    vertical: '│',
    topLeft: '┌',
    topRight: '┐',
    bottomLeft: '└',
    bottomRight: '┘',
    teeLeft: '├',
    teeRight: '┤',
  },
  chart: ['┼', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'],
};

export const asciiGlyphs: Glyphs = {
  name: 'ascii',
  ellipsis: '~',
  arrow: '->',
  separator: '-',
  frame: {
    horizontal: '-',
    vertical: '|',
    topLeft: '+',
    topRight: '+',
    bottomLeft: '+',
    bottomRight: '+',
    teeLeft: '+',
    teeRight: '+',
  },
  chart: ['+', '|', '-', '-', '-', '\\', '/', '\\', '/', '|'],
};

/**
 * Unicode needs a UTF-8 locale (tmux and ssh decide by the same variables) and a terminal with more than a console
 * font: the Linux console and TERM=dumb get ASCII.
 */
export function chooseGlyphs(environment: Environment, wanted: 'auto' | 'unicode' | 'ascii'): Glyphs {
  if (wanted !== 'auto') return wanted === 'unicode' ? unicodeGlyphs : asciiGlyphs;
  const term = environment['TERM'] ?? '';
  if (term === '' || term === 'dumb' || term === 'linux' || /^vt\d/.test(term)) return asciiGlyphs;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return /utf-?8/i.test(locale) ? unicodeGlyphs : asciiGlyphs;
}
