import { type BgpPeer, meaningOfPeers, sessionOf } from '../calico/bgp-peer.ts';
import { isBoxLine, readBoxTable } from '../reading/box-table.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** What `calicoctl node status` says besides its tables. */
export interface NodeStatusWord {
  readonly kind: 'word';
  readonly about: 'running' | 'not running' | 'no BGP' | 'no peers' | 'BIRD error';
  readonly words: string;
}

/** A row of its tables. */
export interface NodeStatusPeer extends BgpPeer {
  readonly kind: 'peer';
}

/**
 * Reads `calicoctl node status` of all layouts: tablewriter's, which wraps INFO over several rows (up to 3.32), and
 * go-pretty's (from 3.33 on); names of columns in capitals or not.
 */
export function parseNodeStatus(lines: readonly string[]): Parsed<NodeStatusWord | NodeStatusPeer> {
  const table: string[] = [];
  const parsed = parseLines<NodeStatusWord | NodeStatusPeer>(
    lines,
    (line) => {
      const boxed = isBoxLine(line);
      if (boxed) table.push(line);
      const about = words.find(([pattern]) => pattern.test(line))?.[1];
      if (about !== undefined) return { kind: 'word', about, words: line.trim() };
      if (boxed) return known;
      return /^(?:IPv[46] BGP status|INFO: |Running felix|IP: |No IPv[46] address)/.test(line) ? known : undefined;
    },
    /^(?:calicoctl|This command must be run|Error executing command|This operation requires|FATAL|Failed to )/,
  );
  return { ...parsed, items: [...parsed.items, ...peersIn(table)] };
}

const words: readonly (readonly [RegExp, NodeStatusWord['about']])[] = [
  [/^Calico process is not running/, 'not running'],
  [/^calico-node container (?:is )?not running/i, 'not running'],
  [/^Calico process is running|^calico-node container is running/, 'running'],
  [/^The BGP backend process \(BIRD\) is not running/, 'no BGP'],
  [/^No IPv4 peers found/, 'no peers'],
  [/^No IPv6 peers found/, 'no peers'],
  [/^Error querying BIRD/, 'BIRD error'],
];

/** The peers of the tables, one after the other: each has a header of its own. */
function peersIn(lines: readonly string[]): readonly NodeStatusPeer[] {
  const tables: string[][] = [];
  for (const line of lines) {
    if (/\|\s*peer address\s*\|/i.test(line)) tables.push([]);
    tables.at(-1)?.push(line);
  }
  return tables.flatMap((table) =>
    (readBoxTable(table)?.rows ?? []).flatMap((row): NodeStatusPeer[] => {
      const address = row['PEER ADDRESS'] ?? '';
      if (address === '') return [];
      const text = (name: string) => row[name] || undefined;
      return [
        {
          kind: 'peer',
          address,
          type: text('PEER TYPE'),
          state: text('STATE'),
          since: text('SINCE'),
          ...sessionOf(row['INFO'] ?? ''),
        },
      ];
    }),
  );
}

/** Reads a saved `calicoctl node status`. */
export const calicoctlNodeStatusReader = judgedReader({
  tool: 'calicoctl-node-status',
  about: 'calicoctl node status, all versions',
  parse: parseNodeStatus,
  summary: ({ items }) => ({
    calicoRuns: items.some((item) => item.kind === 'word' && item.about === 'running')
      ? true
      : items.some((item) => item.kind === 'word' && item.about === 'not running')
        ? false
        : undefined,
    peers: items.flatMap((item) => (item.kind === 'peer' ? [item] : [])),
  }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly (NodeStatusWord | NodeStatusPeer)[]): Meaning {
  const said = (about: NodeStatusWord['about']) =>
    items.flatMap((item) => (item.kind === 'word' && item.about === about ? [item.words] : [])).at(0);
  const peers = items.flatMap((item) => (item.kind === 'peer' ? [item] : []));
  const error = said('BIRD error');
  if (error !== undefined)
    return {
      state: 'fault',
      sentence: `Calico runs, and BIRD does not answer: ${error.replace(/^Error querying BIRD: /, '')}`,
    };
  if (peers.length > 0) {
    const { state, sentence } = meaningOfPeers(peers);
    return said('not running') === undefined
      ? { state, sentence }
      : { state: 'fault', sentence: `calicoctl finds no Calico process; ${sentence}` };
  }
  if (said('not running') !== undefined)
    return {
      state: 'fault',
      sentence:
        'calicoctl finds no Calico process on this node: calico-node does not run (or is newer than this calicoctl knows)',
    };
  if (said('no BGP') !== undefined)
    return {
      state: 'unknown',
      sentence:
        'Calico runs without BIRD: as it should be where the pools use VXLAN alone, a fault where they need BGP',
    };
  if (said('no peers') !== undefined)
    return {
      state: 'unknown',
      sentence: 'Calico runs and has no BGP peer: as it should be on a single node or without a mesh',
    };
  return { state: 'unknown', sentence: 'Calico runs; of its BGP sessions nothing is told' };
}
