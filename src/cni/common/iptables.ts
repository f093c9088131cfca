import type { CniFinding } from '../../contracts/cni.ts';
import { isWithinCidr } from '../../policy/address/within.ts';
import type { ChainRule, IptablesItem } from '../../tools/iptables/parse.ts';
import { finding, type Rule } from './rule.ts';

/** Whether two iptables decide at once, and whether forwarded packets of pods are dropped for want of a rule. */
export const iptablesRule: Rule = ({ record, facts, cluster: { expects } }) => {
  const { iptables } = facts;
  if (!iptables.known) return [];
  const from = [iptables];
  const found: CniFinding[] = [];
  const note = iptables.value.find((item) => item.kind === 'note');
  if (note?.kind === 'note' && note.otherPresent) {
    const [own, other] = note.backend === 'legacy' ? ['legacy', 'nft'] : ['nft', 'legacy'];
    found.push(
      finding(
        'common/iptables-mix',
        'warning',
        `On ${record.name} iptables is the ${own} one, and there are rules of iptables-${other} as well: both decide, and neither shows the other's.`,
        {
          nextStep: `Find who writes each (iptables-${other}-save), bring all to one backend and flush the other's rules.`,
          from,
        },
      ),
    );
  }
  if (!expects.bypassesKernel && dropsForwarded(iptables.value)) {
    const open = acceptsForwarded(iptables.value, record.podCidrs);
    found.push(
      open
        ? finding(
            'common/forward-policy',
            'ok',
            'FORWARD drops by default, and rules before that accept what is of pods.',
            { from },
          )
        : finding(
            'common/forward-policy',
            'fault',
            `The chain FORWARD of ${record.name} drops by default, and no rule accepts what is of its pods: they reach no other node.`,
            {
              nextStep: `On ${record.name}: iptables -P FORWARD ACCEPT, and keep Docker from setting it ("iptables": false, or a newer CNI that adds its own rules).`,
              from,
            },
          ),
    );
  }
  return found;
};

function isOfFilter({ table }: { readonly table: string | undefined }): boolean {
  return table === undefined || table === 'filter';
}

function dropsForwarded(items: readonly IptablesItem[]): boolean {
  return items.some(
    (item) => item.kind === 'chain' && item.chain === 'FORWARD' && item.policy === 'DROP' && isOfFilter(item),
  );
}

/** Matches that only some packets of a connection, or marked ones, meet: such a rule accepts not all that pods send. */
const narrow = /--(?:ctstate|state|mark|dport|sport|ports|dports|sports|physdev|uid-owner)\b|(?:^| )-p (?!all\b)/;

/** Whether a rule that FORWARD comes to accepts what is from, or to, these podCIDRs, or everything. */
function acceptsForwarded(items: readonly IptablesItem[], podCidrs: readonly string[]): boolean {
  const chains = new Map<string, ChainRule[]>();
  for (const item of items) {
    if (item.kind !== 'rule' || !isOfFilter(item)) continue;
    const rules = chains.get(item.chain);
    if (rules === undefined) chains.set(item.chain, [item]);
    else rules.push(item);
  }
  const seen = new Set<string>();
  const waiting = ['FORWARD'];
  for (let chain = waiting.pop(); chain !== undefined; chain = waiting.pop()) {
    if (seen.has(chain)) continue;
    seen.add(chain);
    for (const rule of chains.get(chain) ?? []) {
      if (rule.target === 'ACCEPT' && !narrow.test(rule.text) && concernsPods(rule.text, podCidrs)) return true;
      if (rule.target !== undefined && chains.has(rule.target)) waiting.push(rule.target);
    }
  }
  return false;
}

/** By its addresses; a rule for a bridge or a device of pods is one for them too. */
function concernsPods(text: string, podCidrs: readonly string[]): boolean {
  const addresses = [...text.matchAll(/(?:^| )(?:! )?-[sd] (\S+)/g)].map(([, cidr = '']) => cidr);
  if (addresses.length === 0) return !/(?:^| )-[io] (?:docker|br-|virbr|lo\b)/.test(text);
  if (/(?:^| )! -[sd]/.test(text)) return false;
  return addresses.some((address) => podCidrs.some((cidr) => isWithinCidr(cidr, address)));
}
