import { cellText, sickFirst, stateWord } from '../../cni/words.ts';
import type { CniColumn, CniNode, CniState } from '../../contracts/cni.ts';
import { truncateMiddle } from '../../terminal/fit.ts';
import { safeLine } from '../../terminal/safe-text.ts';

/** Longer names of nodes are cut in the middle. */
const longestName = 40;
const longestCell = 24;

type Column = readonly string[];

/**
 * The nodes as a table, the sick ones first. Columns that have no room in `width` cells follow below in another table with
 * the names again: nothing is left out. Pure.
 */
export function nodeTable({ columns, nodes }: Pick<CniState, 'columns' | 'nodes'>, width: number): readonly string[] {
  const sorted = nodes.toSorted(sickFirst);
  const names = column('NODE', sorted, ({ node }) => truncateMiddle(safeLine(node), longestName));
  const tables: Column[][] = [[names, column('STATE', sorted, stateWord)]];
  for (const own of columns.map((one) => ownColumn(one, sorted))) {
    const table = tables.at(-1) ?? [];
    if (table.length > 1 && widthOf([...table, own]) > width) tables.push([names, own]);
    else table.push(own);
  }
  return tables.flatMap((table, index) => [...(index === 0 ? [] : ['']), ...linesOf(table)]);
}

function ownColumn({ key, title }: CniColumn, nodes: readonly CniNode[]): Column {
  return column(title, nodes, ({ cells }) => truncateMiddle(safeLine(cellText(cells[key])), longestCell));
}

/** Its heading and its texts, all of them as wide as the widest. */
function column(title: string, nodes: readonly CniNode[], text: (node: CniNode) => string): Column {
  const texts = [title, ...nodes.map(text)];
  const widest = Math.max(...texts.map(({ length }) => length));
  return texts.map((one) => one.padEnd(widest));
}

function widthOf(table: readonly Column[]): number {
  return table.reduce((sum, [first = '']) => sum + first.length + 2, -2);
}

function linesOf(table: readonly Column[]): readonly string[] {
  return (table[0] ?? []).map((_, row) =>
    table
      .map((one) => one[row] ?? '')
      .join('  ')
      .trimEnd(),
  );
}
