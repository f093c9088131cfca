import { settledByCni } from '../evaluate/open-ends.ts';
import type { Direction, PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Traffic } from '../model/traffic.ts';
import type { PodParty } from '../model/party.ts';
import { atOnce, type Pieces } from '../pieces.ts';
import { type Classes, classing, reclassing } from './classes.ts';
import { addClass, addTo, type ClassBits, eachBit, emptyBits, fullBits } from './class-set.ts';
import { type ConditionClasses, conditionClasses } from './condition-classes.ts';
import { policiesOf } from './conditions-of.ts';
import { type Distinctions, distinctionsOf, tellsApart } from './distinctions.ts';
import { type TierRules, rectanglesFor, tierRules } from './rectangles.ts';
import { trafficClasses } from './traffic-classes.ts';
import { type TrafficView, trafficView, type ViewCircumstances } from './traffic-view.ts';

/**
 * A cluster's policies over its classes of parties: answers about whole sets what `verdictOf` answers about one flow, and the
 * same. Classes know no single parties: that a pod always reaches itself, and a node the pods that run on it, is left to who asks.
 */
export interface PolicyIndex {
  readonly snapshot: PolicySnapshot;
  readonly program: PolicyProgram;
  readonly classes: Classes;
  readonly distinctions: Distinctions;
  /** Over which family of addresses the flows go. */
  readonly family: 4 | 6;
  readonly classesOf: ConditionClasses;
  readonly rules: { readonly ingress: readonly TierRules[]; readonly egress: readonly TierRules[] };
  /** Pods, as bits of classes. */
  readonly pods: ClassBits;
  /** What views are made with, whatever they carry. */
  readonly circumstances: ViewCircumstances;
  /** All flows that carry one traffic. */
  carrying(traffic: Traffic): TrafficView;
}

export function createPolicyIndex(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  family: 4 | 6 = usualFamily(snapshot),
): PolicyIndex {
  return atOnce(indexing(program, snapshot, { family }));
}

/** The same in pieces. Distinctions may be wider than the program's own, so that others can be compared over the same classes. */
export function* indexing(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  {
    family = usualFamily(snapshot),
    distinctions = distinctionsOf(policiesOf(program)),
  }: { readonly family?: 4 | 6; readonly distinctions?: Distinctions } = {},
): Pieces<PolicyIndex> {
  yield;
  const classes = yield* classing(snapshot, distinctions);
  return yield* indexOver(program, snapshot, family, distinctions, classes);
}

/**
 * The index after the policies changed. Classes are kept when they tell apart everything that the new policies do; then this
 * takes only as long as the policies' own sets.
 */
export function withProgram(index: PolicyIndex, program: PolicyProgram): PolicyIndex {
  return atOnce(reprogramming(index, program));
}

/** The same in pieces. */
export function* reprogramming(index: PolicyIndex, program: PolicyProgram): Pieces<PolicyIndex> {
  const wanted = distinctionsOf(policiesOf(program));
  return tellsApart(index.distinctions, wanted)
    ? yield* indexOver(program, index.snapshot, index.family, index.distinctions, index.classes, index.classesOf)
    : yield* indexing(program, index.snapshot, { family: index.family });
}

/**
 * The index after namespaces were labelled otherwise: what each pod is then, `relabelled` says. Classes stay: pods of different
 * namespaces are in different ones anyway. The program must ask for nothing that the classes do not tell apart.
 */
export function* relabelling(
  index: PolicyIndex,
  program: PolicyProgram,
  relabelled: (pod: PodParty) => PodParty,
): Pieces<PolicyIndex> {
  const list = index.classes.list.map((one) =>
    one.representative.kind === 'pod' ? { ...one, representative: relabelled(one.representative) } : one,
  );
  const classes = { ...index.classes, list };
  return yield* indexOver(program, index.snapshot, index.family, index.distinctions, classes);
}

/** The index after pods came or went, policies changed, or both: as much of it is kept as still holds. */
export function updatedIndex(index: PolicyIndex, program: PolicyProgram, snapshot: PolicySnapshot): PolicyIndex {
  return atOnce(updating(index, program, snapshot));
}

/** The same in pieces. */
export function* updating(index: PolicyIndex, program: PolicyProgram, snapshot: PolicySnapshot): Pieces<PolicyIndex> {
  const { distinctions, family } = index;
  const keeps =
    haveSameSurroundings(index.snapshot, snapshot) &&
    family === usualFamily(snapshot) &&
    tellsApart(distinctions, distinctionsOf(policiesOf(program)));
  yield;
  const classes = keeps ? yield* reclassing(index.classes, snapshot.pods) : undefined;
  return classes === undefined
    ? yield* indexing(program, snapshot)
    : yield* indexOver(program, snapshot, family, distinctions, classes, index.classesOf);
}

/** What sets of classes rest on beside the pods: labels of namespaces, nodes, and what the CNI makes of the API. */
function haveSameSurroundings(first: PolicySnapshot, second: PolicySnapshot): boolean {
  return (
    settledByCni(first.enforcement) === settledByCni(second.enforcement) &&
    first.namespaces.size === second.namespaces.size &&
    [...first.namespaces].every(([name, labels]) => second.namespaces.get(name) === labels) &&
    first.nodes.length === second.nodes.length &&
    first.nodes.every(({ name, labels, addresses }, place) => {
      const other = second.nodes[place];
      return other?.name === name && other.labels === labels && other.addresses.join() === addresses.join();
    })
  );
}

function* indexOver(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  family: 4 | 6,
  distinctions: Distinctions,
  classes: Classes,
  known?: ConditionClasses,
): Pieces<PolicyIndex> {
  const universe = classes.list.length;
  const nodes = new Map(snapshot.nodes.map(({ name, labels }) => [name, labels]));
  const sets =
    known ??
    conditionClasses(classes, {
      family,
      nodeLabels: (node) => nodes.get(node),
      openByApi: settledByCni(snapshot.enforcement),
    });
  const rules: { readonly ingress: TierRules[]; readonly egress: TierRules[] } = { ingress: [], egress: [] };
  for (const direction of ['ingress', 'egress'] as const)
    for (const tier of program.tiers) {
      yield;
      rules[direction].push(yield* tierRules(tier, direction, sets, universe));
    }
  yield;
  const pods = emptyBits(universe);
  const pending = emptyBits(universe);
  for (const [member, { representative }] of classes.list.entries()) {
    if (representative.kind !== 'pod') continue;
    addClass(pods, member);
    if (representative.phase === 'pending') addClass(pending, member);
  }
  const governed = {
    ingress: governedIn('ingress', program, sets, pods, classes),
    egress: governedIn('egress', program, sets, pods, classes),
  };
  const circumstances = {
    otherwise: program.otherwise,
    governed,
    undecidable: snapshot.missing.length > 0 ? fullBits(universe) : pending,
  };
  return {
    snapshot,
    program,
    classes,
    distinctions,
    family,
    classesOf: sets,
    rules,
    pods,
    circumstances,
    carrying(traffic) {
      const admits = trafficClasses(classes, traffic, family);
      return trafficView({
        ...circumstances,
        ingress: rules.ingress.map((tier) => rectanglesFor(tier, admits, universe)),
        egress: rules.egress.map((tier) => rectanglesFor(tier, admits, universe)),
        universe,
      });
    },
  };
}

/** All pods, and the nodes that some policy of the direction selects: of other nodes policies do not speak. */
function governedIn(
  direction: Direction,
  program: PolicyProgram,
  classesOf: ConditionClasses,
  pods: ClassBits,
  { firstOutside }: Classes,
): ClassBits {
  const governed = pods.slice();
  const all = pods.slice();
  for (const policy of program.tiers.flatMap(({ policies }) => policies)) {
    if (policy[direction] === undefined) continue;
    addTo(all, classesOf(policy.subject).yes);
    addTo(all, classesOf(policy.subject).unknown);
  }
  eachBit(all, (member) => {
    if (member < firstOutside) addClass(governed, member);
  });
  return governed;
}

/** IPv6 only where no pod has an IPv4 address. */
function usualFamily({ pods }: PolicySnapshot): 4 | 6 {
  const addressed = pods.find(({ addresses }) => addresses.length > 0);
  if (addressed === undefined || addressed.addresses.some((address) => !address.includes(':'))) return 4;
  return pods.some(({ addresses }) => addresses.some((address) => !address.includes(':'))) ? 4 : 6;
}
