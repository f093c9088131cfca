import type { Tone } from '../../src/terminal/theme.ts';

/** A piece of a line. Its text may come from a cluster: it is made safe where it is drawn, by `Line`. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

/** One line of the screen. */
export type StyledLine = readonly Span[];

/** A line of one tone. */
export function line(text: string, tone: Tone = 'normal'): StyledLine {
  return [{ text, tone }];
}

/** The text of a line, for screen readers, copying and tests. */
export function lineText(styled: StyledLine): string {
  return styled
    .map((span) => span.text)
    .join('')
    .trimEnd();
}
