import type { CniNode, CniState } from '../contracts/cni.ts';

/** What changed of a CNI's state: of thousands of nodes few have answered since it was told last. */
export interface CniChange {
  readonly head: Omit<CniState, 'nodes'>;
  /** Rows that are new or say something else. */
  readonly rows: readonly CniNode[];
  /** All nodes in their order; left out while they are as told last. */
  readonly order?: readonly string[];
}

/** The worker's side: remembers what it has told. */
export class CniTeller {
  #told: ReadonlyMap<string, CniNode> = new Map();

  /** What is to be told of a state whose unchanged rows are the same objects as in the one before. */
  change({ nodes, ...head }: CniState): CniChange {
    const told = this.#told;
    const known = [...told.keys()];
    const sameOrder = nodes.length === known.length && nodes.every(({ node }, index) => node === known[index]);
    this.#told = new Map(nodes.map((node) => [node.node, node]));
    return {
      head,
      rows: nodes.filter((node) => told.get(node.node) !== node),
      ...(sameOrder && told.size > 0 ? {} : { order: nodes.map(({ node }) => node) }),
    };
  }
}

/** The other side: the state with a change in it; undefined where what it is a change of was never told. */
export function changedCni(before: CniState | undefined, { head, rows, order }: CniChange): CniState | undefined {
  if (before === undefined && order === undefined) return undefined;
  const all = new Map(before?.nodes.map((node) => [node.node, node]));
  for (const row of rows) all.set(row.node, row);
  const names = order ?? before?.nodes.map(({ node }) => node) ?? [];
  return { ...head, nodes: names.flatMap((name) => all.get(name) ?? []) };
}
