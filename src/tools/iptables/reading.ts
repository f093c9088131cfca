import { countWords, listWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { type ChainRule, type IptablesItem, parseIptables } from './parse.ts';

/** Reads saved iptables. */
export const iptablesReader = judgedReader({
  tool: 'iptables',
  about: 'iptables-save, -S, -L and --version, both backends',
  parse: parseIptables,
  summary: ({ items }) => ({
    backend: items.flatMap((item) => (item.kind === 'note' ? (item.backend ?? []) : [])).at(0),
    bothBackends: items.some((item) => item.kind === 'note' && item.otherPresent),
    rules: items.filter(({ kind }) => kind === 'rule').length,
    forwardPolicy: forwardPolicyOf(items),
  }),
  meaning: ({ items }) => meaningOf(items),
});

/** Chains that Kubernetes, the CNIs and container runtimes write: what they drop is theirs to drop. */
const ownChains = /^(?:KUBE|cali|CILIUM|FLANNEL|CNI|WEAVE|ANTREA|DOCKER|LIBVIRT)/i;

function forwardPolicyOf(items: readonly IptablesItem[]): string | undefined {
  return items
    .flatMap((item) =>
      item.kind === 'chain' && item.chain === 'FORWARD' && (item.table ?? 'filter') === 'filter'
        ? (item.policy ?? [])
        : [],
    )
    .at(0);
}

function meaningOf(items: readonly IptablesItem[]): Meaning {
  const notes = items.flatMap((item) => (item.kind === 'note' ? [item] : []));
  const rules = items.flatMap((item): ChainRule[] => (item.kind === 'rule' ? [item] : []));
  const backend = notes.find((note) => note.backend !== undefined)?.backend;
  const warnings: string[] = [];
  if (notes.some(({ otherPresent }) => otherPresent))
    warnings.push(
      'Both backends hold rules: these are of nft, and rules of iptables-legacy are there too and count as well',
    );
  if (forwardPolicyOf(items) === 'DROP')
    warnings.push('The policy of FORWARD is DROP: packets of pods pass only where a rule accepts them');
  const drops = rules.filter(
    ({ chain, target }) => (target === 'DROP' || target === 'REJECT') && !ownChains.test(chain),
  );
  const facts: string[] = [];
  if (drops.length > 0) {
    const words = drops.slice(0, 3).map(({ chain, text }) => `${chain} ${text}`);
    facts.push(`dropped or rejected by ${listWords(words)}${drops.length > 3 ? ` and ${drops.length - 3} more` : ''}`);
  }
  if (rules.length > 0 || items.some(({ kind }) => kind === 'chain'))
    facts.push(`${countWords(rules.length, 'rule')}${backend === undefined ? '' : ` of ${backendWords[backend]}`}`);
  else if (backend !== undefined) facts.push(`${backendWords[backend]}, version ${notes.at(0)?.version ?? 'unknown'}`);
  if (rules.some(({ target }) => target === 'MASQUERADE'))
    facts.push('some packets leave with this host’s address (MASQUERADE)');
  return {
    state: warnings.length > 0 ? 'warning' : 'unknown',
    sentence: [...warnings, ...facts].join('; ').replace(/^./, (one) => one.toUpperCase()),
  };
}

const backendWords = { nft: 'the backend nft', legacy: 'the backend legacy' } as const;
