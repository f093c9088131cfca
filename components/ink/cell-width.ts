const escapeSequences = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/**
 * Takes the place of `string-width` in the bundle. All text that reaches Ink has passed `safeLine`, so one UTF-16 unit
 * is one cell and only the styles that Ink itself adds have to be left out. Measuring graphemes took a fifth of every
 * frame, and tables of Unicode classes took part of the start.
 */
export default function cellWidth(text: string): number {
  return text.includes('\u001b') ? text.replace(escapeSequences, '').length : text.length;
}
