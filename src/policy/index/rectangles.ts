import type { CompiledPolicy, CompiledRule, Direction, RuleAction, Tier } from '../model/policy.ts';
import type { TrafficTest } from '../model/traffic.ts';
import type { Pieces } from '../pieces.ts';
import { addTo, type ClassSet, emptyBits, isEmpty, setOfBits } from './class-set.ts';
import type { ConditionClasses } from './condition-classes.ts';
import { type Inverted, invert } from './inverted.ts';
import { both, either, holdsForNone, possible, type TernarySet } from './ternary.ts';
import type { TrafficClasses } from './traffic-classes.ts';

/**
 * One rule for one traffic: it matches between every class of `subject` and every class of `peer`. `anything` stands for a
 * policy that is not understood: it may do whatever a policy can. `allow-if` allows on a condition that policies cannot tell.
 */
export interface Rectangle {
  /** Place of the policy in its tier. Where order is nothing, a rectangle may stand for equal rules of several policies. */
  readonly policy: number;
  readonly order: number;
  readonly action: Exclude<RuleAction, 'log'> | 'anything' | 'allow-if';
  readonly subject: TernarySet;
  readonly peer: TernarySet;
  /** Whom the rule would match if its policy applied; only where it is not known of everyone whether that applies. */
  readonly ifApplied?: TernarySet;
}

/** A policy that isolates those whom it governs, of whom it is not known who they are. */
export interface DoubtfulIsolation {
  readonly policy: number;
  readonly subjects: ClassSet;
}

/** A tier in one direction, for one traffic: its rules in their order, found by class from either side. */
export interface TierRectangles {
  readonly tier: Pick<Tier, 'decides' | 'unmatched' | 'tiesUndefined'>;
  readonly rectangles: readonly Rectangle[];
  /** Subjects for which the tier decides what no rule matched. */
  readonly isolated: ClassSet;
  readonly doubtful: readonly DoubtfulIsolation[];
  readonly bySubject: Inverted;
  readonly byPeer: Inverted;
}

/** A rule whatever the traffic. */
export interface RuleSets extends Rectangle {
  /** Undefined for a policy that is not understood. */
  readonly rule: CompiledRule | undefined;
  readonly traffic: readonly TrafficTest[] | undefined;
}

/** One tier in one direction, whatever the traffic. */
export interface TierRules {
  readonly tier: Tier;
  readonly direction: Direction;
  readonly rules: readonly RuleSets[];
  readonly isolated: ClassSet;
  readonly doubtful: readonly DoubtfulIsolation[];
}

const everybody = { is: 'every', of: [] } as const;

/** So many policies are one piece of work. */
const policiesInPiece = 100;

/** The rules of a tier as sets of classes. Rules that can match nobody are left out. */
export function* tierRules(
  tier: Tier,
  direction: Direction,
  classesOf: ConditionClasses,
  universe: number,
): Pieces<TierRules> {
  const rules: RuleSets[] = [];
  const isolated = emptyBits(universe);
  const doubtful: DoubtfulIsolation[] = [];
  for (const [place, policy] of tier.policies.entries()) {
    if (place % policiesInPiece === policiesInPiece - 1) yield;
    const governs = policy[direction];
    if (governs === undefined) continue;
    const selected = classesOf(policy.subject);
    if (governs.isolates) {
      addTo(isolated, selected.yes);
      if (!isEmpty(selected.unknown)) doubtful.push({ policy: place, subjects: selected.unknown });
    }
    for (const rule of rulesOf(policy, place, direction, classesOf, universe))
      if (!neverHolds(rule.subject) && !neverHolds(rule.peer)) rules.push(rule);
  }
  return { tier, direction, rules, isolated: setOfBits(isolated), doubtful };
}

function rulesOf(
  policy: CompiledPolicy,
  place: number,
  direction: Direction,
  classesOf: ConditionClasses,
  universe: number,
): readonly RuleSets[] {
  const selected = classesOf(policy.subject);
  const common = { policy: place, order: policy.order };
  if (policy.notUnderstood.length > 0)
    return [
      {
        ...common,
        action: 'anything',
        rule: undefined,
        subject: selected,
        peer: classesOf(everybody),
        traffic: undefined,
      },
    ];
  return (policy[direction]?.rules ?? []).flatMap((rule): RuleSets[] => {
    if (rule.action === 'log') return [];
    const conditional = rule.action === 'allow' && (rule.provided ?? []).length > 0;
    return [
      {
        ...common,
        action: conditional ? 'allow-if' : rule.action,
        rule,
        subject: rule.subject === undefined ? selected : both(selected, classesOf(rule.subject), universe),
        ...(!isEmpty(selected.unknown) && { ifApplied: classesOf(rule.subject ?? everybody) }),
        peer: classesOf(rule.peer),
        traffic: rule.traffic,
      },
    ];
  });
}

/** The rules of a tier that may match one traffic, each by itself and in their order. */
export function matchingRules(rules: TierRules, traffic: TrafficClasses, universe: number): readonly RuleSets[] {
  return rules.rules.flatMap((rule) => withTraffic(rule, traffic, rules.direction, universe));
}

/** The rules of a tier that may match one traffic, found from either side. */
export function rectanglesFor(rules: TierRules, traffic: TrafficClasses, universe: number): TierRectangles {
  const matching = matchingRules(rules, traffic, universe);
  const rectangles = mergedRuns(matching, rules.tier, universe);
  const inverted = (side: 'subject' | 'peer') => {
    let made: Inverted | undefined;
    const make = () =>
      invert(
        rectangles.map((rectangle) => possible(rectangle[side], universe)),
        universe,
      );
    return { holding: (member: number) => (made ??= make()).holding(member) };
  };
  return {
    tier: rules.tier,
    rectangles,
    isolated: rules.isolated,
    doubtful: rules.doubtful,
    bySubject: inverted('subject'),
    byPeer: inverted('peer'),
  };
}

/** Named ports are looked up at the destination: at the subject of an ingress rule, at the peer of an egress rule. */
function withTraffic(
  rule: RuleSets,
  traffic: TrafficClasses,
  direction: Direction,
  universe: number,
): readonly RuleSets[] {
  const destinations = traffic(rule.traffic);
  if (destinations === 'none') return [];
  if (destinations === 'all') return [rule];
  if (direction === 'egress') {
    const peer = both(rule.peer, destinations, universe);
    return neverHolds(peer) ? [] : [{ ...rule, peer }];
  }
  const subject = both(rule.subject, destinations, universe);
  if (neverHolds(subject)) return [];
  return [{ ...rule, subject, ...(rule.ifApplied && { ifApplied: both(rule.ifApplied, destinations, universe) }) }];
}

/** The order of allows among each other is nothing, even where the first match decides. */
function mergedRuns(rectangles: readonly Rectangle[], tier: Tier, universe: number): readonly Rectangle[] {
  if (tier.decides !== 'first-match') return merged(rectangles, universe);
  if (tier.tiesUndefined) return rectangles;
  const result: Rectangle[] = [];
  let run: Rectangle[] = [];
  for (const rectangle of rectangles) {
    if (rectangle.action === 'allow') {
      run.push(rectangle);
      continue;
    }
    result.push(...merged(run, universe), rectangle);
    run = [];
  }
  return [...result, ...merged(run, universe)];
}

/** Allows of equal peers as one: thousands of policies admit everyone, and one lookup is enough for them. */
function merged(rectangles: readonly Rectangle[], universe: number): readonly Rectangle[] {
  const byPeer = new Map<ClassSet, Rectangle[]>();
  const others: Rectangle[] = [];
  for (const rectangle of rectangles) {
    const plain =
      rectangle.action === 'allow' &&
      rectangle.ifApplied === undefined &&
      isEmpty(rectangle.peer.unknown) &&
      'words' in rectangle.peer.yes;
    if (!plain) others.push(rectangle);
    else if (byPeer.get(rectangle.peer.yes)?.push(rectangle) === undefined) byPeer.set(rectangle.peer.yes, [rectangle]);
  }
  for (const equal of byPeer.values()) {
    const [first] = equal;
    if (first === undefined) continue;
    if (equal.length === 1) {
      others.push(first);
      continue;
    }
    const yes = emptyBits(universe);
    const unknown = emptyBits(universe);
    for (const { subject } of equal) {
      addTo(yes, subject.yes);
      addTo(unknown, subject.unknown);
    }
    const subject = either({ yes: setOfBits(yes), unknown: setOfBits(unknown) }, holdsForNone, universe);
    others.push({ ...first, subject });
  }
  return others;
}

function neverHolds({ yes, unknown }: TernarySet): boolean {
  return isEmpty(yes) && isEmpty(unknown);
}
