import { settledByCni } from '../evaluate/open-ends.ts';
import type { Direction, PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Traffic } from '../model/traffic.ts';
import { type Classes, classesOf, reclassified } from './classes.ts';
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
  const distinctions = distinctionsOf(policiesOf(program));
  return indexOver(program, snapshot, family, distinctions, classesOf(snapshot, distinctions));
}

/**
 * The index after the policies changed. Classes are kept when they tell apart everything that the new policies do; then this
 * takes only as long as the policies' own sets.
 */
export function withProgram(index: PolicyIndex, program: PolicyProgram): PolicyIndex {
  const wanted = distinctionsOf(policiesOf(program));
  return tellsApart(index.distinctions, wanted)
    ? indexOver(program, index.snapshot, index.family, index.distinctions, index.classes, index.classesOf)
    : createPolicyIndex(program, index.snapshot, index.family);
}

/** The index after pods came or went, policies changed, or both: as much of it is kept as still holds. */
export function updatedIndex(index: PolicyIndex, program: PolicyProgram, snapshot: PolicySnapshot): PolicyIndex {
  const { distinctions, family } = index;
  const keeps =
    haveSameSurroundings(index.snapshot, snapshot) &&
    family === usualFamily(snapshot) &&
    tellsApart(distinctions, distinctionsOf(policiesOf(program)));
  const classes = keeps ? reclassified(index.classes, snapshot.pods) : undefined;
  return classes === undefined
    ? createPolicyIndex(program, snapshot)
    : indexOver(program, snapshot, family, distinctions, classes, index.classesOf);
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

function indexOver(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  family: 4 | 6,
  distinctions: Distinctions,
  classes: Classes,
  known?: ConditionClasses,
): PolicyIndex {
  const universe = classes.list.length;
  const nodes = new Map(snapshot.nodes.map(({ name, labels }) => [name, labels]));
  const sets =
    known ??
    conditionClasses(classes, {
      family,
      nodeLabels: (node) => nodes.get(node),
      openByApi: settledByCni(snapshot.enforcement),
    });
  const rules = {
    ingress: program.tiers.map((tier) => tierRules(tier, 'ingress', sets, universe)),
    egress: program.tiers.map((tier) => tierRules(tier, 'egress', sets, universe)),
  };
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
