import type { Tone } from '../../src/terminal/theme.ts';
import type { Span, StyledLine } from '../widgets/styled.ts';
import { rowOf } from './plot.ts';
import type { Range } from './range.ts';

/** A second series of a chart: points between the lines of the first. In ASCII in every terminal, so that none lacks them. */
export interface Overlay {
  /** One value for each column of the first. */
  readonly values: readonly (number | undefined)[];
  readonly tone: Tone;
}

/** What stands for the second series, and for both in one cell. */
export const overlaySymbol = 'o';
export const bothSymbol = '*';

/** The rows of a plot with a second series on them: `o` where it is, `*` where it meets the first. */
export function withOverlay(
  rows: readonly string[],
  overlay: Overlay | undefined,
  range: Range,
  tone: Tone,
): readonly StyledLine[] {
  if (overlay === undefined) return rows.map((text): StyledLine => [{ text, tone }]);
  const columns = Math.max(overlay.values.length, ...rows.map((row) => row.length));
  const cells = rows.map((row) => Array.from(row.padEnd(columns)));
  for (const [column, value] of overlay.values.entries()) {
    if (value === undefined || !Number.isFinite(value)) continue;
    const line = cells[rowOf(value, { ...range, height: rows.length })];
    if (line !== undefined) line[column] = line[column] === ' ' ? overlaySymbol : bothSymbol;
  }
  return cells.map((characters) => toned(characters, tone, overlay.tone));
}

function toned(characters: readonly string[], tone: Tone, overlayTone: Tone): StyledLine {
  const spans: Span[] = [];
  for (const character of characters) {
    const own = character === overlaySymbol || character === bothSymbol ? overlayTone : tone;
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
  const cut = (name: string): string => (name.length <= room ? name : `${name.slice(0, room - 1)}~`);
  return [
    { text: `${lineGlyph}${lineGlyph} ${cut(first)}  ` },
    { text: overlaySymbol, tone },
    { text: ` ${cut(second)}  ` },
    { text: bothSymbol, tone },
    { text: ' both' },
  ];
}
