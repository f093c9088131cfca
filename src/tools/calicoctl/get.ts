import { countWords } from '../../text/words.ts';
import { type Columns, columnsOf, type Row, rowOf } from '../reading/columns.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';
import { type IpPool, ipPoolOf, meaningOfPools } from './ip-pools.ts';

/** A row of calicoctl's table. */
export interface CalicoctlRow {
  readonly cells: Row;
  /** Of a table of IP pools. */
  readonly pool: IpPool | undefined;
}

/** What `calicoctl get` listed. */
export interface CalicoctlTable extends Parsed<CalicoctlRow> {
  readonly columns: readonly string[];
}

/**
 * Reads a table of `calicoctl get … [-o wide]`. The columns differ between versions (at least five sets for pools) and
 * selectors hold spaces, so cells are cut at the header's offsets.
 */
export function parseCalicoctlGet(lines: readonly string[]): CalicoctlTable {
  let columns: Columns | undefined;
  const parsed = parseLines<CalicoctlRow>(
    lines,
    (line) => {
      if (/^(?:NAME|NAMESPACE|WORKLOAD|PEERIP|ASN)(?:\s{2,}[A-Z]|\s*$)/.test(line)) {
        columns = columnsOf(line);
        return known;
      }
      if (columns === undefined || /^\s/.test(line)) return undefined;
      const cells = rowOf(line, columns);
      // A row that ends within its first cell is cut, or no row.
      const filled = Object.values(cells).filter((cell) => cell !== '').length;
      if (filled < 2 && columns.names.length > 2) return undefined;
      const pool = columns.names.includes('CIDR') ? ipPoolOf(cells) : undefined;
      return columns.names.includes('CIDR') && pool === undefined ? undefined : { cells, pool };
    },
    /^(?:Failed to |resource does not exist|error with |calicoctl|connection is unauthorized|Unable to )/,
  );
  return { ...parsed, columns: columns?.names ?? [] };
}

/** Reads a saved `calicoctl get`. */
export const calicoctlGetReader = judgedReader({
  tool: 'calicoctl-get',
  about: 'calicoctl get, all column sets: pools, policies, others',
  parse: parseCalicoctlGet,
  summary: ({ items, columns }) => ({ columns, count: items.length, pools: items.flatMap(({ pool }) => pool ?? []) }),
  meaning: ({ items, columns }) => meaningOf(items, columns),
  silence: ({ lines }) =>
    parseCalicoctlGet(lines).columns.length > 0
      ? { state: 'unknown', sentence: 'There is none of what was asked for' }
      : undefined,
});

function meaningOf(items: readonly CalicoctlRow[], columns: readonly string[]): Meaning {
  const pools = items.flatMap(({ pool }) => pool ?? []);
  if (pools.length > 0) return meaningOfPools(pools);
  if (!columns.includes('ORDER')) return { state: 'unknown', sentence: countWords(items.length, 'row') };
  const order = (cells: Row) =>
    cells['ORDER'] === undefined || cells['ORDER'] === '' ? Number.POSITIVE_INFINITY : Number(cells['ORDER']);
  const sorted = items.map(({ cells }) => cells).toSorted((one, other) => order(one) - order(other) || 0);
  const words = sorted.slice(0, 6).map((cells) => {
    const selector = cells['SELECTOR'] ?? '';
    return `${[cells['NAMESPACE'], cells['NAME']].filter((part) => part !== undefined && part !== '').join('/')} (order ${cells['ORDER'] || 'none, last'}${
      columns.includes('SELECTOR') ? `, ${selector === '' ? 'every endpoint' : selector}` : ''
    })`;
  });
  return {
    state: 'unknown',
    sentence: `${countWords(items.length, columns.includes('SELECTOR') ? 'policy' : 'tier', columns.includes('SELECTOR') ? 'policies' : 'tiers')} in their order: ${words.join(', ')}${sorted.length > 6 ? ` and ${sorted.length - 6} more` : ''}`,
  };
}
