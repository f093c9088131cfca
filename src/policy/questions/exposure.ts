import { type ConnectionSet, ConnectionSetBuilder } from '../connections/connection-set.ts';
import { type ClassBits, eachBit, emptyBits, fullBits, hasBit, keepBits } from '../index/class-set.ts';
import { noClass } from '../index/classes.ts';
import { partition } from '../index/partition.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { Direction } from '../model/policy.ts';
import { type ReachedWorkload, workloadsOf } from './reach.ts';
import { portsTold } from './rules-around.ts';

/** What is open between pods and addresses outside the cluster. */
export interface Exposure {
  /** With every address outside. */
  readonly everywhere: ConnectionSet;
  /** With some of them; what is open with all is not repeated. */
  readonly somewhere: ConnectionSet;
  readonly undecidable: ConnectionSet;
  readonly workloads: readonly ReachedWorkload[];
}

/**
 * What outside addresses reach (`ingress`) or are reached with (`egress`), by pods that fare alike. Only policies are asked:
 * whether anything routes there is another question. Addresses of the index's family only.
 */
export function exposure(index: PolicyIndex, direction: Direction): readonly Exposure[] {
  const { classes } = index;
  const universe = classes.list.length;
  const builders = new Map<number, Record<'everywhere' | 'somewhere' | 'undecidable', ConnectionSetBuilder>>();
  const builderOf = (member: number) => {
    const known = builders.get(member);
    if (known !== undefined) return known;
    const made = {
      everywhere: new ConnectionSetBuilder(),
      somewhere: new ConnectionSetBuilder(),
      undecidable: new ConnectionSetBuilder(),
    };
    builders.set(member, made);
    return made;
  };
  for (const { protocol, ports } of portsTold(index.rules[direction], index)) {
    const { all, some, undecidable } = withOutside(index, direction, { protocol, port: ports.from });
    eachBit(some, (member) => {
      if (member >= classes.podClasses) return;
      builderOf(member)[hasBit(all, member) ? 'everywhere' : 'somewhere'].add(protocol, ports);
    });
    eachBit(undecidable, (member) => {
      if (member < classes.podClasses && !hasBit(all, member)) builderOf(member).undecidable.add(protocol, ports);
    });
  }
  const groups = Map.groupBy(builders, ([, { everywhere, somewhere, undecidable }]) =>
    JSON.stringify([everywhere, somewhere, undecidable].map((builder) => builder.build())),
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const bits = emptyBits(universe);
    for (const [member] of members) bits[member >>> 5] = (bits[member >>> 5] ?? 0) | (1 << (member & 31));
    const [, { everywhere, somewhere, undecidable }] = first;
    return [
      {
        everywhere: everywhere.build(),
        somewhere: somewhere.build(),
        undecidable: undecidable.build(),
        workloads: workloadsOf(index.snapshot.pods.filter((_, place) => hasBit(bits, classes.ofPod[place] ?? noClass))),
      },
    ];
  });
}

/** Classes that may have a flow with all, with some, and perhaps with some outside addresses. */
function withOutside(
  index: PolicyIndex,
  direction: Direction,
  traffic: Parameters<PolicyIndex['carrying']>[0],
): { readonly all: ClassBits; readonly some: ClassBits; readonly undecidable: ClassBits } {
  const universe = index.classes.list.length;
  const view = index.carrying(traffic);
  const all = fullBits(universe);
  const some = emptyBits(universe);
  const undecidable = emptyBits(universe);
  for (const member of outsideGroups(index, direction)) {
    const { allowed, undecidable: open } =
      direction === 'ingress' ? view.destinationsOf(member) : view.sourcesOf(member);
    keepBits(all, allowed);
    for (let word = 0; word < some.length; word += 1) {
      some[word] = (some[word] ?? 0) | (allowed[word] ?? 0);
      undecidable[word] = (undecidable[word] ?? 0) | (open[word] ?? 0);
    }
  }
  return { all, some, undecidable };
}

const groupsByRules = new WeakMap<PolicyIndex['rules'], Partial<Record<Direction, readonly number[]>>>();

/** One class of outside addresses for each way in which rules treat them, of the index's family. */
function outsideGroups(index: PolicyIndex, direction: Direction): readonly number[] {
  const known = groupsByRules.get(index.rules) ?? {};
  groupsByRules.set(index.rules, known);
  const before = known[direction];
  if (before !== undefined) return before;
  const { classes } = index;
  const peers = index.rules[direction].flatMap(({ rules }) => rules.flatMap(({ peer }) => [peer.yes, peer.unknown]));
  const groups = partition(new Set(peers), classes.list.length);
  const first = classes.firstOutside + (index.family === 4 ? 0 : classes.atoms[0].starts.length);
  const count = classes.atoms[index.family === 4 ? 0 : 1].starts.length;
  const found = new Map<number, number>();
  for (let member = first; member < first + count; member += 1) {
    const group = groups[member] ?? 0;
    if (!found.has(group)) found.set(group, member);
  }
  known[direction] = [...found.values()];
  return known[direction];
}
