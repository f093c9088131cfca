/** A table that is drawn with '+---+' and '|', as Go's tablewriter and go-pretty draw them. */
export interface BoxTable {
  /** Names of the columns in capitals, whatever the version prints. */
  readonly names: readonly string[];
  /** Cells by column; a cell that was wrapped over several lines is one again, with single spaces. */
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** Whether a line is part of such a table, be it cut. */
export function isBoxLine(line: string): boolean {
  return /^\s*[+|]/.test(line);
}

/**
 * Reads the lines of one table. A line whose first cell is empty continues the row above it (tablewriter wraps long
 * cells), unless `continues` says that it begins a row. Undefined without a header.
 */
export function readBoxTable(
  lines: readonly string[],
  continues: (cells: readonly string[]) => boolean = ([first = '']) => first === '',
): BoxTable | undefined {
  const bodies = lines.filter((line) => line.trim().startsWith('|')).map(cellsOf);
  const [header, ...rest] = bodies;
  if (header === undefined) return undefined;
  const names = header.map((name) => name.toUpperCase());
  const rows: string[][] = [];
  for (const cells of rest) {
    const last = rows.at(-1);
    if (last !== undefined && continues(cells)) {
      cells.forEach((cell, index) => {
        if (cell !== '') last[index] = `${last[index] ?? ''} ${cell}`.trim();
      });
    } else rows.push([...cells]);
  }
  return {
    names,
    rows: rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))),
  };
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split('|')
    .map((cell) => cell.trim().replace(/\s+/g, ' '));
}
