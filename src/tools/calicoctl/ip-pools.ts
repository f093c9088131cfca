import { parseCidr } from '../../policy/address/parse.ts';
import { listWords } from '../../text/words.ts';
import type { Row } from '../reading/columns.ts';
import type { Meaning } from '../reading/judged.ts';

/** An IP pool as `calicoctl get ippool -o wide` lists it; columns that the version has not are undefined. */
export interface IpPool {
  readonly name: string;
  readonly cidr: string;
  readonly natOutgoing: boolean | undefined;
  /** 'Always', 'CrossSubnet', 'Never'. */
  readonly ipipMode: string | undefined;
  readonly vxlanMode: string | undefined;
  readonly disabled: boolean | undefined;
  readonly selector: string | undefined;
  readonly assignmentMode: string | undefined;
}

/** The pool of a row; undefined for a row of something else. */
export function ipPoolOf(row: Row): IpPool | undefined {
  const text = (name: string) => row[name] || undefined;
  const flag = (name: string) => (row[name] === 'true' ? true : row[name] === 'false' ? false : undefined);
  const name = text('NAME');
  const cidr = text('CIDR');
  if (name === undefined || cidr === undefined || parseCidr(cidr) === undefined) return undefined;
  return {
    name,
    cidr,
    natOutgoing: flag('NAT'),
    ipipMode: text('IPIPMODE'),
    vxlanMode: text('VXLANMODE'),
    disabled: flag('DISABLED'),
    selector: text('SELECTOR'),
    assignmentMode: text('ASSIGNMENTMODE'),
  };
}

/** What pools mean: which give addresses, how packets travel between nodes, whether they leave with the node's address. */
export function meaningOfPools(pools: readonly IpPool[]): Meaning {
  const overlaps = pools.flatMap((pool, index) =>
    pools
      .slice(index + 1)
      .flatMap((other) => (overlap(pool.cidr, other.cidr) ? [`${pool.name} and ${other.name} overlap`] : [])),
  );
  const disabled = pools.filter((pool) => pool.disabled === true);
  const facts = pools.map(
    (pool) =>
      `${pool.name} ${pool.cidr} ${wayOf(pool)}${pool.natOutgoing === false ? ', pods leave the cluster with their own addresses' : ''}${pool.selector === undefined || pool.selector === 'all()' ? '' : `, only on nodes with ${pool.selector}`}${pool.disabled === true ? ', disabled' : ''}`,
  );
  if (overlaps.length > 0) return { state: 'fault', sentence: [...overlaps, ...facts].join('; ') };
  if (disabled.length === pools.length)
    return { state: 'fault', sentence: `Every pool is disabled, new pods get no address: ${facts.join('; ')}` };
  const note =
    disabled.length === 0
      ? []
      : [`${listWords(disabled.map(({ name }) => name))} ${disabled.length === 1 ? 'gives' : 'give'} no new addresses`];
  return { state: disabled.length > 0 ? 'warning' : 'ok', sentence: [...note, ...facts].join('; ') };
}

function wayOf({ ipipMode, vxlanMode }: IpPool): string {
  if (vxlanMode !== undefined && vxlanMode !== 'Never') return `over VXLAN (${vxlanMode})`;
  if (ipipMode !== undefined && ipipMode !== 'Never') return `over IPIP (${ipipMode})`;
  return ipipMode === undefined ? '' : 'without a tunnel';
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  return a !== undefined && b !== undefined && a.family === b.family && a.from <= b.to && b.from <= a.to;
}
