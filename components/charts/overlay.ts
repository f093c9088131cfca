import { truncateMiddle } from '../../src/terminal/fit.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';
import { rowOf } from './plot.ts';
import type { Range } from './range.ts';

/** A second series of a chart: points between the lines of the first. In ASCII in every terminal, so that none lacks them. */
export interface Overlay {
  /** One value for each column of the first. */
  readonly values: readonly (number | undefined)[];
  readonly tone: Tone;
  /** What stands for it; `o` unless told otherwise. */
  readonly symbol?: string;
}

/** What stands for the second series, and for both in one cell. */
const overlaySymbol = 'o';
const bothSymbol = '*';

/** The largest sample of a column that is drawn at its median. */
export const largestSymbol = "'";

/** The rows of a plot with a second series on them: `o` where it is, `*` where it meets the first. */
export function withOverlay(
  rows: readonly string[],
  overlay: Overlay | undefined,
  range: Range,
  tone: Tone,
): readonly StyledLine[] {
  if (overlay === undefined) return rows.map((text): StyledLine => [{ text, tone }]);
  const { symbol = overlaySymbol } = overlay;
  const columns = Math.max(overlay.values.length, ...rows.map((row) => row.length));
  const cells = rows.map((row) => Array.from(row.padEnd(columns)));
  for (const [column, value] of overlay.values.entries()) {
    if (value === undefined || !Number.isFinite(value)) continue;
    const line = cells[rowOf(value, { ...range, height: rows.length })];
    if (line !== undefined) {
      // The largest of a column beside its median is no second link: where they meet there is nothing to tell.
      const meeting = symbol === overlaySymbol ? bothSymbol : (line[column] ?? ' ');
      line[column] = line[column] === ' ' ? symbol : meeting;
    }
  }
  return cells.map((characters) => toned(characters, tone, symbol, overlay.tone));
}

function toned(characters: readonly string[], tone: Tone, symbol: string, overlayTone: Tone): StyledLine {
  const spans: Span[] = [];
  for (const character of characters) {
    const own = character === symbol || character === bothSymbol ? overlayTone : tone;
    const last = spans.at(-1);
    if (last !== undefined && (last.tone === own || character === ' '))
      spans[spans.length - 1] = { ...last, text: last.text + character };
    else spans.push({ text: character, tone: own });
  }
  return spans;
}

/** What the glyphs of a chart with two series mean, in one line; the names are cut where there is no room. */
export function legend(first: string, second: string, lineGlyph: string, width: number, tone: Tone): StyledLine {
  const fixed = `${lineGlyph}${lineGlyph} `.length + `  ${overlaySymbol} `.length + `  ${bothSymbol} both`.length;
  const room = Math.max(8, Math.floor((width - fixed) / 2));
  const cut = (name: string): string => truncateMiddle(name, room);
  return [
    { text: `${lineGlyph}${lineGlyph} ${cut(first)}  ` },
    { text: overlaySymbol, tone },
    { text: ` ${cut(second)}  ` },
    { text: bothSymbol, tone },
    { text: ' both' },
  ];
}
