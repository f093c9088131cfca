import type { CniHealth } from '../../contracts/cni.ts';
import type { NodeFacts } from '../../contracts/node-facts.ts';
import { cniRows } from './cni-rows.ts';
import { filterRows } from './filter-rows.ts';
import { kernelRows } from './kernel-rows.ts';
import { networkRows } from './network-rows.ts';
import type { PageRow } from './row.ts';

const gravity: Readonly<Record<CniHealth, number>> = { fault: 0, warning: 1, unknown: 2, ok: 3 };

/** Facts of a node in lines to be read: what is amiss first, then what is not known, then how it is. Pure. */
export function nodePage(facts: NodeFacts): readonly PageRow[] {
  const rows = [...networkRows(facts), ...kernelRows(facts), ...cniRows(facts), ...filterRows(facts)];
  const rank = ({ health }: PageRow): number => Math.min(health === undefined ? 3 : gravity[health], 3);
  return rows.toSorted((one, other) => rank(one) - rank(other));
}

/** The worst of it in one sentence. */
export function nodeSentence(rows: readonly PageRow[]): string {
  const amiss = rows.filter(({ health }) => health === 'fault' || health === 'warning').length;
  const unseen = rows.filter(({ health }) => health === 'unknown').length;
  const words = [
    amiss === 0 ? 'Nothing that was read is amiss' : `${amiss} ${amiss === 1 ? 'thing is' : 'things are'} amiss`,
    ...(unseen === 0 ? [] : [`${unseen} could not be seen`]),
  ];
  return `${words.join('; ')}.`;
}
