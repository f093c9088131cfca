import { isComplaint, type Parsed } from './parsed.ts';

/** A line that is understood and says nothing of its own: a header, a frame, a blank. */
export const known = Symbol('known');

/**
 * Reads one item a line, or several, or none of a line that is `known`. Blank lines say nothing. What the line's reader does
 * not understand is the failure, where it is a complaint (of those that every program may have, or of this program as
 * `complaint` tells), or else unparsed.
 */
export function parseLines<Item extends object>(
  lines: readonly string[],
  read: (line: string, index: number) => Item | readonly Item[] | typeof known | undefined,
  complaint?: RegExp,
): Parsed<Item> {
  const items: Item[] = [];
  const unparsed: string[] = [];
  let failure: string | undefined;
  lines.forEach((raw, index) => {
    const line = raw.replace(/\r$/, '');
    if (line.trim() === '') return;
    const found = read(line, index);
    if (found === known) return;
    if (found !== undefined) items.push(...(isList(found) ? found : [found]));
    else if (complaint?.test(line) === true || isComplaint(line)) failure ??= line.trim();
    else unparsed.push(line);
  });
  return { items, unparsed, failure };
}

function isList<Item extends object>(found: Item | readonly Item[]): found is readonly Item[] {
  return Array.isArray(found);
}
