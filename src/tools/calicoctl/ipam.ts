import { countWords, listWords } from '../../text/words.ts';
import { isBoxLine, readBoxTable } from '../reading/box-table.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** Use of a pool, or of a block of addresses that a node holds. */
export interface IpamUse {
  readonly kind: 'use';
  readonly of: 'pool' | 'block';
  readonly cidr: string;
  /** Counts of addresses; of large IPv6 pools only about. */
  readonly total: number;
  readonly inUse: number;
  readonly free: number;
  readonly freePercent: number;
}

/** An address that a node took of another node's block. */
export interface BorrowedAddress {
  readonly kind: 'borrowed';
  readonly address: string;
  readonly borrower: string;
  readonly owner: string;
  readonly block: string;
  readonly allocatedTo: string;
}

/** A setting of --show-configuration. */
export interface IpamSetting {
  readonly kind: 'setting';
  readonly name: string;
  readonly value: string;
}

/** A sentence of `ipam show --ip` or `ipam check`. */
export interface IpamWord {
  readonly kind: 'word';
  readonly about: 'assigned' | 'not assigned' | 'problems' | 'usage';
  readonly words: string;
  /** Of 'problems': how many. */
  readonly count: number | undefined;
}

export type IpamItem = IpamUse | BorrowedAddress | IpamSetting | IpamWord;

/** Reads `calicoctl ipam show` with its flags, and `ipam check`; with the column IPS RESERVED of newer versions or without. */
export function parseIpam(lines: readonly string[]): Parsed<IpamItem> {
  const tables: string[][] = [];
  let usage = false;
  let details = false;
  const parsed = parseLines<IpamItem>(
    lines,
    (line) => {
      if (isBoxLine(line)) {
        if (/\|\s*(?:GROUPING|IP|PROPERTY)\s*\|/i.test(line)) tables.push([]);
        tables.at(-1)?.push(line);
        return known;
      }
      if (usage) return known;
      if (/^Usage:$|^Show details of Calico IP address usage/.test(line)) {
        usage = true;
        return { kind: 'word', about: 'usage', words: line, count: undefined };
      }
      if (/^IP \S+ is not (?:currently )?assigned/.test(line))
        return { kind: 'word', about: 'not assigned', words: line, count: undefined };
      if (/^IP \S+ is in use/.test(line)) {
        details = true;
        return { kind: 'word', about: 'assigned', words: line, count: undefined };
      }
      const [, problems] = /found (\d+) problems?/i.exec(line) ?? [];
      if (problems !== undefined)
        return { kind: 'word', about: 'problems', words: line.trim(), count: Number(problems) };
      if (
        details ||
        /^(?:Checking IPAM|Loading all|Found \d+ |IPAM blocks|IPs |Scanning|Looking|Check complete|This accounts|\s)/.test(
          line,
        )
      )
        return known;
      return undefined;
    },
    /^(?:Failed to |calicoctl|Error|This command requires|Unable to )/,
  );
  return { ...parsed, items: [...parsed.items, ...tables.flatMap(itemsOf)] };
}

function itemsOf(table: readonly string[]): readonly IpamItem[] {
  return (readBoxTable(table)?.rows ?? []).flatMap((row): IpamItem[] => {
    const cell = (name: string) => row[name] ?? '';
    if (row['GROUPING'] !== undefined) {
      const [free = '', percent] = cell('IPS FREE').split(' ');
      const total = Number(cell('IPS TOTAL'));
      const used = Number(cell('IPS IN USE').split(' ')[0]);
      if (cell('CIDR') === '' || free === '' || Number.isNaN(total) || Number.isNaN(Number(free))) return [];
      const [, share] = /\((\d+)%\)/.exec(percent ?? '') ?? [];
      return [
        {
          kind: 'use',
          of: /pool/i.test(cell('GROUPING')) ? 'pool' : 'block',
          cidr: cell('CIDR'),
          total,
          inUse: used,
          free: Number(free),
          freePercent: share === undefined ? (Number(free) / total) * 100 : Number(share),
        },
      ];
    }
    if (row['BORROWING-NODE'] !== undefined && cell('IP') !== '')
      return [
        {
          kind: 'borrowed',
          address: cell('IP'),
          borrower: cell('BORROWING-NODE'),
          owner: cell('BLOCK OWNER'),
          block: cell('BLOCK'),
          allocatedTo: cell('ALLOCATED-TO'),
        },
      ];
    return cell('PROPERTY') === '' ? [] : [{ kind: 'setting', name: cell('PROPERTY'), value: cell('VALUE') }];
  });
}

/** Reads a saved `calicoctl ipam`. */
export const calicoctlIpamReader = judgedReader({
  tool: 'calicoctl-ipam',
  about: 'calicoctl ipam show with its flags, ipam check',
  parse: parseIpam,
  summary: ({ items }) => ({
    pools: items.filter((item) => item.kind === 'use' && item.of === 'pool'),
    borrowed: items.filter(({ kind }) => kind === 'borrowed').length,
  }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly IpamItem[]): Meaning {
  const uses = items.flatMap((item) => (item.kind === 'use' ? [item] : []));
  if (uses.length > 0) return meaningOfUses(uses);
  const borrowed = items.flatMap((item) => (item.kind === 'borrowed' ? [item] : []));
  if (borrowed.length > 0) {
    const words = borrowed
      .slice(0, 4)
      .map(({ address, borrower, owner }) => `${address} on ${borrower} of the block of ${owner}`);
    return {
      state: 'warning',
      sentence: `${countWords(borrowed.length, 'address', 'addresses')} borrowed, each a route of its own: ${words.join(', ')}${borrowed.length > 4 ? ' and more' : ''}`,
    };
  }
  const settings = items.flatMap((item) => (item.kind === 'setting' ? [item] : []));
  if (settings.length > 0) {
    const strict = settings.some(({ name, value }) => name === 'StrictAffinity' && value === 'true');
    return {
      state: 'unknown',
      sentence: `${listWords(settings.map(({ name, value }) => `${name} is ${value}`))}${strict ? ': a node without a free block of its own gives pods no address' : ''}`,
    };
  }
  const word = items.find((item) => item.kind === 'word');
  if (word === undefined) return { state: 'unknown', sentence: 'Of the use of addresses nothing is told' };
  if (word.about === 'usage') return { state: 'unknown', sentence: 'This is calicoctl’s help, no answer' };
  if (word.about !== 'problems') return { state: 'unknown', sentence: word.words };
  return word.count === 0
    ? { state: 'ok', sentence: 'The check found no problem' }
    : {
        state: 'fault',
        sentence: `The check found ${countWords(word.count ?? 0, 'problem')}: leaked addresses, or addresses with several owners`,
      };
}

function meaningOfUses(uses: readonly IpamUse[]): Meaning {
  const pools = uses.filter(({ of }) => of === 'pool');
  const words = ({ of, cidr, inUse, free, freePercent }: IpamUse) =>
    `${of} ${cidr} has ${inUse} in use and ${free} free (${Math.round(freePercent)} %)`;
  const full = pools.filter(({ free }) => free === 0);
  const tight = pools.filter(({ free, freePercent }) => free > 0 && freePercent <= 10);
  const blocks = uses.filter(({ of, free }) => of === 'block' && free === 0).map(({ cidr }) => cidr);
  const notes = blocks.length === 0 ? [] : [`full blocks: ${listWords(blocks.slice(0, 5))}`];
  if (full.length > 0)
    return { state: 'fault', sentence: [`No address is free: ${full.map(words).join(', ')}`, ...notes].join('; ') };
  if (tight.length > 0)
    return {
      state: 'warning',
      sentence: [`Few addresses are free: ${tight.map(words).join(', ')}`, ...notes].join('; '),
    };
  return {
    state: pools.length > 0 ? 'ok' : 'unknown',
    sentence: [(pools.length > 0 ? pools : uses).map(words).join(', '), ...notes]
      .join('; ')
      .replace(/^./, (one) => one.toUpperCase()),
  };
}
