import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Traffic } from '../model/traffic.ts';
import { type Classes, classesOf } from './classes.ts';
import { type ClassBits, addClass, emptyBits } from './class-set.ts';
import { type ConditionClasses, conditionClasses } from './condition-classes.ts';
import { policiesOf } from './conditions-of.ts';
import { type Distinctions, distinctionsOf, tellsApart } from './distinctions.ts';
import { type TierRules, rectanglesFor, tierRules } from './rectangles.ts';
import { trafficClasses } from './traffic-classes.ts';
import { type TrafficView, trafficView } from './traffic-view.ts';

/**
 * A cluster's policies over its classes of parties: answers about whole sets what `verdictOf` answers about one flow. It gives
 * the same answers, but for a host as a peer by its being the subject's own node, which it leaves undecided.
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
  const sets = known ?? conditionClasses(classes, family, (node) => nodes.get(node));
  const rules = {
    ingress: program.tiers.map((tier) => tierRules(tier, 'ingress', sets, universe)),
    egress: program.tiers.map((tier) => tierRules(tier, 'egress', sets, universe)),
  };
  const pods = emptyBits(universe);
  for (let member = 0; member < classes.podClasses; member += 1) addClass(pods, member);
  return {
    snapshot,
    program,
    classes,
    distinctions,
    family,
    classesOf: sets,
    rules,
    pods,
    carrying(traffic) {
      const admits = trafficClasses(classes, traffic, family);
      return trafficView({
        ingress: rules.ingress.map((tier) => rectanglesFor(tier, admits, universe)),
        egress: rules.egress.map((tier) => rectanglesFor(tier, admits, universe)),
        otherwise: program.otherwise,
        pods,
        universe,
        undecidable: snapshot.missing.length > 0,
      });
    },
  };
}

/** IPv6 only where no pod has an IPv4 address. */
function usualFamily({ pods }: PolicySnapshot): 4 | 6 {
  const addressed = pods.find(({ addresses }) => addresses.length > 0);
  if (addressed === undefined || addressed.addresses.some((address) => !address.includes(':'))) return 4;
  return pods.some(({ addresses }) => addresses.some((address) => !address.includes(':'))) ? 4 : 6;
}
