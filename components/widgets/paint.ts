import type { TerminalCapabilities } from '../../src/terminal/capabilities.ts';
import { styledText } from '../../src/terminal/styled-text.ts';
import { fitLine } from './fit-line.ts';
import type { StyledLine } from './styled.ts';

/**
 * The line as text with its styles in it, safe and exactly `width` cells wide. Whole frames are one Text made of such
 * lines: an element for each piece of each line took React and Yoga half of the time of a frame.
 */
export function paint(
  spans: StyledLine,
  width: number,
  { glyphs, theme }: TerminalCapabilities,
  selected = false,
): string {
  const fitted = fitLine(spans, width, glyphs);
  if (selected) return styledText(fitted.map((span) => span.text).join(''), theme.styles.selected);
  return fitted.map((span) => styledText(span.text, theme.styles[span.tone ?? 'normal'])).join('');
}
