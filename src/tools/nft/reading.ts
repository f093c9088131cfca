import { countWords, listWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { type NftItem, parseNft } from './parse.ts';

/** Reads a saved ruleset of nftables. */
export const nftReader = judgedReader({
  tool: 'nft',
  about: 'nft list ruleset, text and JSON',
  parse: parseNft,
  summary: ({ items }) => ({
    tables: [...new Set(items.map(({ table }) => table))],
    rules: items.filter(({ kind }) => kind === 'rule').length,
  }),
  meaning: ({ items }) => meaningOf(items),
});

function meaningOf(items: readonly NftItem[]): Meaning {
  const warnings = items.flatMap((item) =>
    item.kind === 'chain' && item.hook === 'forward' && item.policy === 'drop'
      ? [`${item.table} ${item.chain} drops what is forwarded unless a rule accepts it`]
      : [],
  );
  const rules = items.flatMap((item) => (item.kind === 'rule' ? [item] : []));
  const drops = rules.filter(({ verdict }) => verdict === 'drop' || verdict === 'reject');
  const facts = [`${countWords(rules.length, 'rule')} in ${listWords([...new Set(items.map(({ table }) => table))])}`];
  if (drops.length > 0) {
    const shown = drops.slice(0, 3).map(({ table, chain, text }) => `${table} ${chain}: ${text}`);
    facts.push(`${drops.length} of them drop or reject (${shown.join('; ')}${drops.length > 3 ? '; …' : ''})`);
  } else facts.push('none drops or rejects');
  if (rules.some(({ verdict }) => verdict === 'masquerade'))
    facts.push('some packets leave with this host’s address (masquerade)');
  return { state: warnings.length > 0 ? 'warning' : 'unknown', sentence: [...warnings, ...facts].join('; ') };
}
