import { wrap } from '../../terminal/fit.ts';

/*
 * Pieces of a manual page in man(7), understood by groff and mandoc.
 */

/** Text of a page: backslashes and hyphens as they are typed, and no line that roff would take for a request. */
export function roffText(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', "'")
    .split('\n')
    .map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
}

/** A section. */
export function section(title: string): string {
  return `.SH ${quoted(title.toUpperCase())}`;
}

/** A part of a section. */
export function subsection(title: string): string {
  return `.SS ${quoted(title)}`;
}

/** A term with what it means below it. */
export function tagged(term: string, text: string): string {
  return `.TP\n.B ${quoted(term)}\n${filled(text)}`;
}

/** A paragraph. */
export function roffParagraph(text: string): string {
  return `.PP\n${filled(text)}`;
}

/** Lines that stay as they are. */
export function verbatim(lines: readonly string[]): string {
  return ['.PP', '.nf', ...lines.map(roffText), '.fi'].join('\n');
}

/** Lines in the source stay short; the reader's program fills them anew. */
function filled(text: string): string {
  return wrap(text, 72).map(roffText).join('\n');
}

function quoted(text: string): string {
  return `"${roffText(text).replaceAll('"', '\\(dq')}"`;
}
