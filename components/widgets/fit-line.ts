import { asciiOnly, safeLine } from '../../src/terminal/safe-text.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import type { Span, StyledLine } from './styled.ts';

/**
 * The line made safe and exactly `width` cells wide: cut with the ellipsis, or filled with spaces. This is the one
 * place where text from outside becomes text on the screen.
 */
export function fitLine(styled: StyledLine, width: number, glyphs: Glyphs): StyledLine {
  const out: Span[] = [];
  let used = 0;
  for (const span of styled) {
    const safe = safeLine(span.text);
    const text = glyphs.name === 'ascii' ? asciiOnly(safe) : safe;
    if (text === '') continue;
    if (used + text.length > width) {
      out.push({ ...span, text: cut(text, width - used, glyphs.ellipsis) });
      return used < width ? out : cutLast(out.slice(0, -1), glyphs.ellipsis);
    }
    out.push({ ...span, text });
    used += text.length;
  }
  if (used < width) out.push({ text: ' '.repeat(width - used) });
  return out;
}

function cut(text: string, width: number, ellipsis: string): string {
  return width <= 0 ? '' : text.slice(0, width - 1) + ellipsis;
}

/** The line is full to the last cell and more follows: the last cell says so. */
function cutLast(spans: readonly Span[], ellipsis: string): StyledLine {
  const last = spans.at(-1);
  if (last === undefined) return spans;
  return [...spans.slice(0, -1), { ...last, text: last.text.slice(0, -1) + ellipsis }];
}
