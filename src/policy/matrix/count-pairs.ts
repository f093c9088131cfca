import { hasBit } from '../index/class-set.ts';
import { partition } from '../index/partition.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { TierRectangles } from '../index/rectangles.ts';
import { bothSides, type TrafficView } from '../index/traffic-view.ts';
import { weightsOf } from './weights.ts';
import type { Outcomes } from '../index/walk.ts';

/** Ordered pairs of different pods, by what the policies declare for one traffic between them. */
export interface PairCount {
  readonly allowed: number;
  readonly denied: number;
  readonly undecidable: number;
}

/**
 * Counts all pairs of pods. Destinations that every ingress policy and every egress rule treat alike have the same sources, so
 * those are looked up once for all of them.
 */
export function countPairs(index: PolicyIndex, view: TrafficView): PairCount {
  const { classes, pods } = index;
  const universe = classes.list.length;
  const weights = weightsOf(classes.weights, universe);
  const total = classes.weights.reduce((sum, weight) => sum + weight, 0);
  let allowed = 0;
  let undecidable = 0;
  let previous = -1;
  let ingress: Outcomes | undefined;
  for (const { ingressGroup, members } of alike(view, index)) {
    const [first] = members;
    if (first === undefined) continue;
    if (ingress === undefined || ingressGroup !== previous) ingress = view.ingressAt(first);
    previous = ingressGroup;
    const sources = bothSides(ingress, view.egressTo(first));
    for (let word = 0; word < pods.length; word += 1) {
      sources.allowed[word] = (sources.allowed[word] ?? 0) & (pods[word] ?? 0);
      sources.undecidable[word] = (sources.undecidable[word] ?? 0) & (pods[word] ?? 0);
    }
    const surely = weights.of(sources.allowed);
    const perhaps = weights.of(sources.undecidable);
    for (const member of members) {
      const own = classes.weights[member] ?? 0;
      // No pair of a pod with itself is counted.
      allowed += own * (surely - (hasBit(sources.allowed, member) ? 1 : 0));
      undecidable += own * (perhaps - (hasBit(sources.undecidable, member) ? 1 : 0));
    }
  }
  return { allowed, undecidable, denied: total * (total - 1) - allowed - undecidable };
}

/** Classes of pods in groups of the same sources; groups of one ingress side follow each other. */
function alike(
  view: TrafficView,
  { classes: { podClasses, list }, circumstances }: PolicyIndex,
): readonly { readonly ingressGroup: number; readonly members: readonly number[] }[] {
  const undecidable = { words: circumstances.undecidable };
  const ingress = partition([undecidable, ...setsOf(view.ingress, 'subject')], list.length);
  const egress = partition(setsOf(view.egress, 'peer'), list.length);
  const groups = new Map<number, { readonly ingressGroup: number; readonly members: number[] }>();
  for (let member = 0; member < podClasses; member += 1) {
    const ingressGroup = ingress[member] ?? 0;
    const key = ingressGroup * 0x1_0000_0000 + (egress[member] ?? 0);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ingressGroup, members: [member] });
    else group.members.push(member);
  }
  return [...groups.values()].sort((first, second) => first.ingressGroup - second.ingressGroup);
}

function* setsOf(tiers: readonly TierRectangles[], side: 'subject' | 'peer') {
  for (const { rectangles, isolated, doubtful } of tiers) {
    if (side === 'subject') yield* [isolated, ...doubtful.map(({ subjects }) => subjects)];
    for (const rectangle of rectangles) {
      yield* [rectangle[side].yes, rectangle[side].unknown];
      if (side === 'subject' && rectangle.ifApplied !== undefined) yield rectangle.ifApplied.yes;
    }
  }
}
