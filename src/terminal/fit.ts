/*
 * Cutting and padding of safe text (see safe-text.ts): one UTF-16 unit is one cell.
 */

/** Exactly `width` cells: padded with spaces, or cut with `mark` in the last cell. */
export function fit(text: string, width: number, mark = '~', align: 'left' | 'right' = 'left'): string {
  const cut = truncate(text, width, mark);
  return align === 'right' ? cut.padStart(width) : cut.padEnd(width);
}

/** At most `width` cells; what was cut off is told by `mark` in the last cell. */
export function truncate(text: string, width: number, mark = '~'): string {
  if (width <= 0) return '';
  return text.length <= width ? text : text.slice(0, width - mark.length) + mark;
}

/** At most `width` cells, cut in the middle: names of pods differ at both ends. */
export function truncateMiddle(text: string, width: number, mark = '~'): string {
  if (width <= 0) return '';
  if (text.length <= width) return text;
  if (width <= mark.length + 1) return truncate(text, width, mark);
  const tail = Math.floor((width - mark.length) / 2);
  return text.slice(0, width - mark.length - tail) + mark + text.slice(text.length - tail);
}

/** Breaks text at spaces into lines of at most `width` cells; words longer than a line are broken. */
export function wrap(text: string, width: number): readonly string[] {
  if (width <= 0) return [];
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    while (word.length > width) {
      lines.push(word.slice(0, width));
      word = word.slice(width);
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
