import { type Fields, fieldsOf, isFields, listOf, textOf } from '../../inventory/prune/fields.ts';
import { jsonObjectIn, looksLikeJson } from '../reading/json-text.ts';
import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A chain of nftables. */
export interface NftChain {
  readonly kind: 'chain';
  /** 'ip nat': family and name. */
  readonly table: string;
  readonly chain: string;
  /** Where packets come in: 'forward', 'postrouting'; undefined for chains that are only jumped to. */
  readonly hook: string | undefined;
  readonly policy: string | undefined;
}

/** A rule of nftables. */
export interface NftRule {
  readonly kind: 'rule';
  readonly table: string;
  readonly chain: string;
  /** As nft writes it; JSON for JSON. */
  readonly text: string;
  /** 'accept', 'drop', 'reject', 'masquerade', 'dnat'…; undefined where it only matches or jumps. */
  readonly verdict: string | undefined;
}

export type NftItem = NftChain | NftRule;

const verdicts = ['drop', 'reject', 'masquerade', 'dnat', 'snat', 'accept', 'return', 'jump', 'goto'] as const;

/** Reads `nft list ruleset`, in text or JSON (-j). */
export function parseNft(lines: readonly string[]): Parsed<NftItem> {
  if (looksLikeJson(lines)) return parseNftJson(lines);
  let table: string | undefined;
  let chain: NftChain | undefined;
  let depth = 0;
  return parseLines<NftItem>(
    lines,
    (raw) => {
      const line = raw.trim();
      if (line.startsWith('#')) return known;
      const [, of] = /^table (\S+ \S+) \{/.exec(line) ?? [];
      if (of !== undefined) {
        table = of;
        chain = undefined;
        depth = 1;
        return known;
      }
      if (table === undefined) return undefined;
      const [, name] = /^chain (\S+) \{/.exec(line) ?? [];
      if (name !== undefined) {
        depth += 1;
        chain = { kind: 'chain', table, chain: name, hook: undefined, policy: undefined };
        return line.endsWith('}') ? chain : known;
      }
      const [, hook, policy] = /^type \S+ hook (\S+) .*?(?:policy (\w+);)?$/.exec(line) ?? [];
      if (hook !== undefined && chain !== undefined) return { ...chain, hook, policy };
      if (/^[^{}]*\{$/.test(line)) {
        depth += 1;
        return known;
      }
      if (line.startsWith('}')) {
        depth = Math.max(0, depth - 1);
        if (depth < 2) chain = undefined;
        if (depth === 0) table = undefined;
        return known;
      }
      // Sets, maps, counters and their elements are inside a table and outside its chains.
      if (chain === undefined || depth > 2) return known;
      const verdict = verdicts.find((word) => new RegExp(`(?:^|[\\s:])${word}\\b`).test(withoutNames(line)));
      return { kind: 'rule', table: chain.table, chain: chain.chain, text: line, verdict };
    },
    /^(?:nft: |Error: |netlink: )/,
  );
}

/** A rule without its comment and quoted names, in which a verdict's word may stand. */
function withoutNames(line: string): string {
  return line.replace(/"[^"]*"/g, '""');
}

function parseNftJson(lines: readonly string[]): Parsed<NftItem> {
  const document = jsonObjectIn(lines);
  if (document === undefined) return { items: [], unparsed: [...lines], failure: 'the JSON is cut or broken' };
  const items = listOf(document, 'nftables').flatMap((entry): NftItem[] => {
    const chain = fieldsOf(entry, 'chain');
    const rule = fieldsOf(entry, 'rule');
    const place = (of: Fields) => `${textOf(of, 'family')} ${textOf(of, 'table')}`;
    if (textOf(chain, 'name') !== '')
      return [
        {
          kind: 'chain',
          table: place(chain),
          chain: textOf(chain, 'name'),
          hook: textOf(chain, 'hook') || undefined,
          policy: textOf(chain, 'policy') || undefined,
        },
      ];
    if (textOf(rule, 'chain') === '') return [];
    const statements = Array.isArray(rule['expr']) ? rule['expr'].filter(isFields) : [];
    const verdict = verdicts.find((word) => statements.some((statement) => word in statement));
    return [
      { kind: 'rule', table: place(rule), chain: textOf(rule, 'chain'), text: JSON.stringify(statements), verdict },
    ];
  });
  return { items, unparsed: [], failure: undefined };
}
