import { portAtomsOf } from '../connections/port-atoms.ts';
import { eachBit, hasBit } from '../index/class-set.ts';
import { noClass } from '../index/classes.ts';
import { countPairs } from '../matrix/count-pairs.ts';
import { createPolicyIndex, type PolicyIndex, withProgram } from '../index/policy-index.ts';
import type { FlowSets, TrafficView } from '../index/traffic-view.ts';
import type { PodParty } from '../model/party.ts';
import type { CompiledPolicy, PolicyProgram, PolicyReference } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Traffic } from '../model/traffic.ts';
import type { Flow } from '../model/verdict.ts';
import { applyEdit, type Edit, relabelled } from './edit.ts';

/** Flows beside the asked one that an edit opens or closes: pairs of pods, or a pod and a range outside, for each port that counts. */
export interface FlowCount {
  readonly opened: number;
  readonly closed: number;
}

/** What changes for the pods of one class: their class before, and the class that they are in afterwards. */
interface Affected {
  readonly before: number;
  readonly after: number;
  readonly pods: number;
}

/** So many ports and classes are looked at: what follows is of the same kind. */
const most = { ports: 3, classes: 64 } as const;

/**
 * Counts by evaluating: pods that an edit relabels stand in one index as they are and as they would be, so that both can be
 * compared set by set. `index` is that of the program before, over the same snapshot.
 */
export function countFlows(index: PolicyIndex, after: PolicyProgram, edits: readonly Edit[], flow: Flow): FlowCount {
  const { program: before, snapshot } = index;
  if (edits.some(({ change }) => change.of === 'labels' && change.owner === 'namespace'))
    return countTotals(index, after, edits, flow);
  const copied = snapshot.pods.flatMap((pod, place) => {
    const copy = relabelledBy(pod, edits);
    return copy === pod ? [] : [{ place, copy: { ...copy, name: `${copy.name} relabelled` } }];
  });
  const afterIndex =
    copied.length === 0
      ? withProgram(index, after)
      : createPolicyIndex(after, { ...snapshot, pods: [...snapshot.pods, ...copied.map(({ copy }) => copy)] });
  const beforeIndex = withProgram(afterIndex, before);
  // Sets are comparable only over the same classes; edits only ever add to what policies tell apart.
  if (beforeIndex.classes !== afterIndex.classes) return countTotals(index, after, edits, flow);
  const weights = weightsWithoutCopies(afterIndex, snapshot.pods.length);
  const affected = affectedClasses(afterIndex, snapshot, copied, edits);
  const isAffected = new Set(affected.map((one) => one.before));
  const count = { opened: 0, closed: 0 };
  for (const traffic of trafficsOf(after, flow)) {
    const views = [beforeIndex.carrying(traffic), afterIndex.carrying(traffic)] as const;
    for (const one of affected) {
      addDifference(count, views, 'sourcesOf', one, weights, () => true);
      // Flows between two that are affected are counted at their destination.
      addDifference(count, views, 'destinationsOf', one, weights, (member) => !isAffected.has(member));
    }
  }
  // The asked flow itself is no other one; a pod's own are not counted, because policies do not govern them.
  return { opened: Math.max(0, count.opened - 1), closed: count.closed };
}

/** All pairs of pods that the asked traffic may go between, before and after: opened and closed ones cancel out here. */
function countTotals(index: PolicyIndex, after: PolicyProgram, edits: readonly Edit[], flow: Flow): FlowCount {
  const afterIndex = createPolicyIndex(after, edits.reduce(applyEdit, index.snapshot));
  const total = (one: PolicyIndex) => countPairs(one, one.carrying(flow.traffic)).allowed;
  const more = total(afterIndex) - total(index);
  return { opened: Math.max(0, more - 1), closed: Math.max(0, -more) };
}

function addDifference(
  count: { opened: number; closed: number },
  [before, after]: readonly [TrafficView, TrafficView],
  to: 'sourcesOf' | 'destinationsOf',
  one: Affected,
  weights: Float64Array,
  counts: (member: number) => boolean,
): void {
  const old: FlowSets = before[to](one.before);
  const now: FlowSets = after[to](one.after);
  const pairs = (member: number): number => {
    if (!counts(member)) return 0;
    return one.pods * ((weights[member] ?? 0) - (member === one.before ? 1 : 0));
  };
  eachBit(now.allowed, (member) => {
    if (!hasBit(old.allowed, member)) count.opened += pairs(member);
  });
  eachBit(old.allowed, (member) => {
    if (!hasBit(now.allowed, member)) count.closed += pairs(member);
  });
}

/** Pods of each class; a range outside counts as one. Copies are nobody. */
function weightsWithoutCopies({ classes }: PolicyIndex, pods: number): Float64Array {
  const weights = new Float64Array(classes.list.length);
  for (let place = 0; place < pods; place += 1) {
    const member = classes.ofPod[place] ?? noClass;
    if (member !== noClass) weights[member] = (weights[member] ?? 0) + 1;
  }
  return weights.fill(1, classes.firstOutside);
}

/** Classes of the pods that edited policies select, and those of relabelled pods. */
function affectedClasses(
  index: PolicyIndex,
  snapshot: PolicySnapshot,
  copied: readonly { readonly place: number }[],
  edits: readonly Edit[],
): readonly Affected[] {
  const found = new Map<string, Affected>();
  const add = (before: number, after: number) => {
    if (before === noClass || after === noClass) return;
    const key = `${before} ${after}`;
    found.set(key, { before, after, pods: (found.get(key)?.pods ?? 0) + 1 });
  };
  const isCopied = new Set(copied.map(({ place }) => place));
  for (const [number, { place }] of copied.entries())
    add(index.classes.ofPod[place] ?? noClass, index.classes.ofPod[snapshot.pods.length + number] ?? noClass);
  const selected = editedPolicies(index.program, edits).map(({ subject }) => index.classesOf(subject).yes);
  for (const place of snapshot.pods.keys()) {
    const member = index.classes.ofPod[place] ?? noClass;
    if (member === noClass || isCopied.has(place)) continue;
    if (selected.some((set) => hasMember(set, member))) add(member, member);
  }
  return [...found.values()].slice(0, most.classes);
}

function hasMember(set: { readonly members: Uint32Array } | { readonly words: Uint32Array }, member: number): boolean {
  return 'words' in set ? hasBit(set.words, member) : set.members.includes(member);
}

function editedPolicies({ tiers }: PolicyProgram, edits: readonly Edit[]): readonly CompiledPolicy[] {
  const nameOf = ({ kind, namespace, name }: PolicyReference) => `${kind} ${namespace}/${name}`;
  const names = new Set(edits.flatMap(({ policy }) => (policy === undefined ? [] : [nameOf(policy)])));
  return tiers.flatMap(({ policies }) => policies).filter(({ reference }) => names.has(nameOf(reference)));
}

/** The asked traffic, and some of each other range of ports of its protocol that policies tell apart. */
function trafficsOf(program: PolicyProgram, { destination, traffic }: Flow): readonly Traffic[] {
  const { protocol, port } = traffic;
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') return [traffic];
  const others = portAtomsOf(program)(destination)[protocol].filter(
    ({ from, to }) => port === undefined || port < from || to < port,
  );
  return [traffic, ...others.slice(0, most.ports).map(({ from }): Traffic => ({ protocol, port: from }))];
}

/** A pod as the edits leave it: itself when they do not touch it. */
export function relabelledBy(pod: PodParty, edits: readonly Edit[]): PodParty {
  return edits.reduce<PodParty>(
    (one, { change }) => (change.of === 'labels' && change.holds(pod) ? relabelled(one, change) : one),
    pod,
  );
}
