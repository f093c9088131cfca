import type { NodeFacts } from '../../contracts/node-facts.ts';
import { countWords } from '../../text/words.ts';
import type { IptablesItem } from '../../tools/iptables/parse.ts';
import { type PageRow, rowsOf } from './row.ts';

/** What may drop packets on the node: iptables, nftables; and who listens. */
export function filterRows({ iptables, nft, listening }: NodeFacts): readonly PageRow[] {
  return [
    ...rowsOf('iptables', iptables, iptablesRows),
    ...rowsOf('nftables', nft, (items) => {
      const closed = items.filter((item) => item.kind === 'chain' && item.hook === 'forward' && item.policy === 'drop');
      const rules = countWords(items.filter(({ kind }) => kind === 'rule').length, 'rule');
      return [
        closed.length === 0
          ? { about: 'nftables', health: undefined, text: rules }
          : {
              about: 'nftables',
              health: 'warning',
              text: `${closed.map(({ table, chain }) => `${table} ${chain}`).join(', ')} drops what is forwarded unless a rule accepts it; ${rules}`,
            },
      ];
    }),
    ...rowsOf('listening', listening, (sockets) => {
      const ports = [
        ...new Set(sockets.map(({ protocol = '', local }) => `${protocol} ${local.slice(local.lastIndexOf(':') + 1)}`)),
      ];
      return [
        { about: 'listening', health: undefined, text: ports.length === 0 ? 'nothing' : ports.slice(0, 24).join(', ') },
      ];
    }),
  ];
}

function iptablesRows(items: readonly IptablesItem[]): readonly PageRow[] {
  const note = items.find((item) => item.kind === 'note');
  const rules = countWords(items.filter(({ kind }) => kind === 'rule').length, 'rule');
  const backend = note?.backend === undefined ? '' : ` of the backend ${note.backend}`;
  const drops = items.some(
    (item) =>
      item.kind === 'chain' &&
      item.chain === 'FORWARD' &&
      item.policy === 'DROP' &&
      (item.table ?? 'filter') === 'filter',
  );
  return [
    ...(note?.otherPresent === true
      ? [
          {
            about: 'iptables',
            health: 'warning' as const,
            text: `both backends have rules: these are of ${note.backend ?? 'one'}, and those of the other count as well`,
          },
        ]
      : []),
    ...(drops
      ? [
          {
            about: 'iptables',
            health: 'warning' as const,
            text: 'the policy of FORWARD is DROP: packets of pods pass only where a rule accepts them',
          },
        ]
      : []),
    { about: 'iptables', health: undefined, text: `${rules}${backend}` },
  ];
}
