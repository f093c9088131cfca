/** Where the columns of a table begin, by its header line. Offsets are in UTF-16 units of the line. */
export interface Columns {
  readonly names: readonly string[];
  readonly starts: readonly number[];
}

/** A row of a table: the cells by the names of their columns, trimmed; a column that is not there has no entry. */
export type Row = Readonly<Record<string, string>>;

/** The columns of a header whose names are apart by two spaces or more, or by tabs; undefined where there is no name. */
export function columnsOf(header: string): Columns | undefined {
  const found = [...header.matchAll(/\S+(?: \S+)*/g)];
  if (found.length === 0) return undefined;
  return { names: found.map(([name]) => name), starts: found.map(({ index }) => index) };
}

/**
 * Cuts a row at the columns' offsets, so that cells may hold spaces and may be empty. A cell that reaches over its column's
 * start (columns whose cells stand at the right) is cut at the space before it.
 */
export function rowOf(line: string, { names, starts }: Columns): Row {
  const cuts = starts.map((start, index) => (index === 0 ? 0 : wordStart(line, start)));
  return Object.fromEntries(
    names.map((name, index) => [name, line.slice(cuts[index] ?? line.length, cuts[index + 1] ?? line.length).trim()]),
  );
}

/** Where the word begins that stands at an offset; the offset itself between words. */
function wordStart(line: string, offset: number): number {
  if (offset >= line.length) return line.length;
  let start = offset;
  if (/\s/.test(line[start] ?? ' ')) return start;
  while (start > 0 && !/\s/.test(line[start - 1] ?? ' ')) start -= 1;
  return start;
}
