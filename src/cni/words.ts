import type { CniCell, CniFinding, CniHealth, CniNode } from '../contracts/cni.ts';
import { gravity } from './evidence.ts';

/** How well a node is, in a word that needs no colour. */
export const healthWords: Readonly<Record<CniHealth, string>> = {
  ok: 'ok',
  warning: 'warn',
  fault: 'FAULT',
  unknown: '?',
};

/** How well a node is, in a word; '...' before the first look at it. */
export function stateWord(node: CniNode | undefined): string {
  return node?.at === undefined && node?.problem === undefined ? '...' : healthWords[node.health];
}

/** A cell of the table of nodes; what is not well has a mark behind it, what was not looked at is '-'. */
export function cellText(cell: CniCell | undefined): string {
  if (cell === undefined) return '-';
  return cell.health === 'fault' || cell.health === 'warning' ? `${cell.text}!` : cell.text;
}

/** The gravest first; equally grave ones stay in their order. */
export function byGravity(findings: readonly CniFinding[]): readonly CniFinding[] {
  return findings.toSorted((one, other) => gravity[one.health] - gravity[other.health]);
}

/** A node in an order of nodes; one that was not looked at has no health. */
interface RankedNode {
  readonly node: string;
  readonly health: CniHealth | undefined;
}

/** Nodes that want to be seen stand first; what is not known stays among the well ones, where a look finds it again. */
const ranks: Readonly<Record<CniHealth, number>> = { fault: 0, warning: 1, unknown: 2, ok: 2 };

/** Compares for a table of nodes: the sick ones first, then by name. */
export function sickFirst(one: RankedNode, other: RankedNode): number {
  const rank = ({ health }: RankedNode): number => ranks[health ?? 'unknown'];
  return rank(one) - rank(other) || (one.node < other.node ? -1 : 1);
}
