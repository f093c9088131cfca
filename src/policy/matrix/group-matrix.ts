import { hasBit } from '../index/class-set.ts';
import { noClass } from '../index/classes.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { FlowSets, TrafficView } from '../index/traffic-view.ts';
import type { PodParty } from '../model/party.ts';
import type { PairCount } from './count-pairs.ts';

/** Pods that are shown as one row or column. */
export interface PodGroup {
  /** 'shop', or 'shop/frontend' with its kind. */
  readonly name: string;
  readonly pods: number;
  /** How many of its pods are in each class. */
  readonly classes: ReadonlyMap<number, number>;
}

/** All pods in groups, by name; a namespace by its name, a workload as namespace/name and kind. */
export function groupPods(index: PolicyIndex, by: 'namespace' | 'workload'): readonly PodGroup[] {
  const groups = new Map<string, Map<number, number>>();
  for (const [place, pod] of index.snapshot.pods.entries()) {
    const member = index.classes.ofPod[place] ?? noClass;
    if (member === noClass) continue;
    const name = by === 'namespace' ? pod.namespace : workloadName(pod);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, new Map([[member, 1]]));
    else group.set(member, (group.get(member) ?? 0) + 1);
  }
  return [...groups]
    .map(([name, classes]) => ({ name, classes, pods: [...classes.values()].reduce((sum, count) => sum + count, 0) }))
    .sort((first, second) => (first.name < second.name ? -1 : 1));
}

function workloadName({ namespace, workload }: PodParty): string {
  return `${namespace}/${workload.name} (${workload.kind})`;
}

/**
 * What one traffic may do between groups: a row per source, a cell per destination, each counting ordered pairs of different
 * pods. Asked for as many rows and columns as a screen has, it takes as long as the classes in its columns demand.
 */
export function groupMatrix(
  view: TrafficView,
  sources: readonly PodGroup[],
  destinations: readonly PodGroup[],
): readonly (readonly PairCount[])[] {
  const known = new Map<number, FlowSets>();
  const flowsTo = (member: number): FlowSets => {
    const before = known.get(member);
    if (before !== undefined) return before;
    const made = view.sourcesOf(member);
    known.set(member, made);
    return made;
  };
  return sources.map((source) => destinations.map((destination) => cell(source, destination, flowsTo)));
}

function cell(source: PodGroup, destination: PodGroup, flowsTo: (member: number) => FlowSets): PairCount {
  const count = { allowed: 0, denied: 0, undecidable: 0 };
  const same = source.name === destination.name;
  for (const [to, receivers] of destination.classes) {
    const { allowed, undecidable } = flowsTo(to);
    for (const [from, senders] of source.classes) {
      const pairs = receivers * (senders - (same && from === to ? 1 : 0));
      if (hasBit(undecidable, from)) count.undecidable += pairs;
      else if (hasBit(allowed, from)) count.allowed += pairs;
      else count.denied += pairs;
    }
  }
  return count;
}
