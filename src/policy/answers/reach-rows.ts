import {
  type ConnectionSet,
  ConnectionSetBuilder,
  isEmptySet,
  type ListedProtocol,
  without,
} from '../connections/connection-set.ts';
import type { ReachGroup } from '../questions/reach.ts';

/** What one end may exchange with the one that was asked about. */
export interface ReachRow {
  /** 'shop/web[Deployment]', 'node/worker-1', '0.0.0.0-9.255.255.255[External]'. */
  readonly name: string;
  readonly allowed: ConnectionSet;
  readonly conditional: ConnectionSet;
  readonly undecidable: ConnectionSet;
}

/** Other ends by name: of several pods that stand for one question, what any of them may do counts. */
export class ReachRows {
  readonly #sets = new Map<string, Record<'allowed' | 'conditional' | 'undecidable', ConnectionSetBuilder>>();

  add(
    group: ReachGroup,
    pods: boolean,
    only: { readonly port: number; readonly protocol: ListedProtocol } | undefined,
  ): void {
    const kept = (set: ConnectionSet) => (only === undefined ? set : onPort(set, only.protocol, only.port));
    const [allowed, conditional, undecidable] = [group.allowed, group.conditional, group.undecidable].map(kept);
    if ([allowed, undecidable].every((set) => isEmptySet(set ?? {}))) return;
    for (const name of namesOf(group, pods)) {
      const sets = this.#sets.get(name) ?? {
        allowed: new ConnectionSetBuilder(),
        conditional: new ConnectionSetBuilder(),
        undecidable: new ConnectionSetBuilder(),
      };
      this.#sets.set(name, sets);
      sets.allowed.addAll(allowed ?? {});
      sets.conditional.addAll(conditional ?? {});
      sets.undecidable.addAll(undecidable ?? {});
    }
  }

  list(): readonly ReachRow[] {
    return [...this.#sets]
      .map(([name, sets]) => {
        const allowed = sets.allowed.build();
        const undecidable = without(sets.undecidable.build(), allowed);
        return { name, allowed, conditional: sets.conditional.build(), undecidable };
      })
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

function namesOf({ workloads, nodes, outside }: ReachGroup, pods: boolean): readonly string[] {
  return [
    ...workloads.flatMap((workload) =>
      pods
        ? workload.pods.map(({ namespace, name }) => `${namespace}/${name}[Pod]`)
        : [`${workload.namespace}/${workload.name}[${workload.kind}]`],
    ),
    ...nodes.map((node) => `node/${node}`),
    ...outside.map(({ from, to }) => `${from}-${to}[External]`),
  ];
}

function onPort(set: ConnectionSet, protocol: ListedProtocol, port: number): ConnectionSet {
  const inside = (set[protocol] ?? []).some(({ from, to }) => from <= port && port <= to);
  return inside ? { [protocol]: [{ from: port, to: port }] } : {};
}
