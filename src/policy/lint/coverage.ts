import { addTo, eachClass, emptyBits, type ClassSet, hasBit, hasClass, isEmpty } from '../index/class-set.ts';
import { asksForAddresses, hasBothFamilies } from '../index/families.ts';
import { invert } from '../index/inverted.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import { matchingRules, type RuleSets, type TierRules } from '../index/rectangles.ts';
import { trafficClasses } from '../index/traffic-classes.ts';
import type { Pieces } from '../pieces.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Traffic } from '../model/traffic.ts';
import { portsTold } from '../questions/rules-around.ts';
import { finding, type LintFinding } from './finding.ts';

/*
 * Rules without which nothing would change, by sets: over every class that a rule can concern, and every traffic that some rule
 * tells apart. What is said is proven for the classes that are there now; rules that hang on anything undecidable are passed over.
 */

/** A rule at one traffic. */
type AtTraffic = ReadonlyMap<CompiledRule, RuleSets>;

export function* coverageFindings(index: PolicyIndex): Pieces<readonly LintFinding[]> {
  const found: LintFinding[] = [];
  for (const tier of [...index.rules.ingress, ...index.rules.egress]) found.push(...(yield* tierFindings(index, tier)));
  return found;
}

/** So many rules are one piece of work. */
const rulesInPiece = 100;

function* tierFindings(index: PolicyIndex, tier: TierRules): Pieces<readonly LintFinding[]> {
  const universe = index.classes.list.length;
  const rules = tier.rules.filter(({ rule }) => rule !== undefined);
  const bySubject = invert(
    rules.map(({ subject }) => subject.yes),
    universe,
  );
  const traffics: AtTraffic[] = [];
  for (const traffic of trafficsOf(tier, index)) {
    yield;
    const matching = matchingRules(tier, trafficClasses(index.classes, traffic, index.family), universe);
    traffics.push(new Map(matching.flatMap((one) => (one.rule === undefined ? [] : [[one.rule, one] as const]))));
  }
  const places = new Map(rules.map((rule, place) => [rule, place]));
  const kinds = kindsOf(tier);
  const removed = new Set<CompiledRule>();
  const dual = hasBothFamilies(index);
  const judged = (candidate: RuleSets): readonly LintFinding[] => {
    const { rule } = candidate;
    const policy = tier.tier.policies[candidate.policy];
    if (rule === undefined || policy === undefined || !isPlain(candidate)) return [];
    if (dual && hangsOnFamily(candidate)) return [];
    const coverers = (kind: 'never-reached' | 'redundant') => (other: RuleSets) =>
      other !== candidate &&
      other.rule !== undefined &&
      !removed.has(other.rule) &&
      !hidesTraffic(other) &&
      !(dual && hangsOnFamily(other)) &&
      (kind === 'redundant' ? candidate.action === other.action : isBefore(tier, candidate, other, places));
    for (const kind of kinds) {
      const by = covering(candidate, rules, bySubject.holding, traffics, coverers(kind), universe);
      if (by === undefined) continue;
      removed.add(rule);
      const others = by.map((other) => placeWords(tier, other)).sort();
      return [
        finding(
          { policy, direction: tier.direction, rule },
          kind === 'never-reached' && by.some(({ action }) => action !== candidate.action)
            ? {
                id: 'never-reached',
                severity: 'warning',
                sentence: `Its rule ${rule.number} is never reached: what it matches is decided before by ${listed(others)}.`,
                advice: 'Put it before those, or take it out.',
              }
            : {
                id: 'redundant',
                severity: 'note',
                sentence: `Without its rule ${rule.number} nothing would change: the same is decided by ${listed(others)}.`,
                advice: 'Take it out, unless pods that do not run now need it.',
              },
        ),
      ];
    }
    return [];
  };
  const found: LintFinding[] = [];
  // Those that come later are named first, so that of two equal rules one is left.
  for (const [place, candidate] of rules.toReversed().entries()) {
    if (place % rulesInPiece === 0) yield;
    found.push(...judged(candidate));
  }
  return found;
}

/** Whatever a first-match tier has before it, and what a deny of a deny-first tier takes from an allow. */
function isBefore(
  { tier }: TierRules,
  candidate: RuleSets,
  other: RuleSets,
  places: ReadonlyMap<RuleSets, number>,
): boolean {
  if (tier.decides === 'deny-first') return candidate.action === 'allow' && other.action === 'deny';
  if (tier.decides !== 'first-match' || other.action === 'allow-if') return false;
  if (tier.tiesUndefined && other.order === candidate.order && other.policy !== candidate.policy) return false;
  return (places.get(other) ?? 0) < (places.get(candidate) ?? 0);
}

/**
 * What rules of a tier can be found to be. Where only allows are matched in turn (NetworkPolicies in Calico's tier), their order
 * is nothing.
 */
function kindsOf({ tier, rules }: TierRules): readonly ('never-reached' | 'redundant')[] {
  if (tier.decides === 'deny-first') return ['never-reached', 'redundant'];
  const ordered = tier.decides === 'first-match' && rules.some(({ action }) => action !== 'allow');
  return [ordered ? 'never-reached' : 'redundant'];
}

/** The rules that together match wherever the candidate does; undefined when they leave anything to it. */
function covering(
  { rule }: RuleSets,
  rules: readonly RuleSets[],
  holding: (member: number) => readonly number[],
  traffics: readonly AtTraffic[],
  mayCover: (other: RuleSets) => boolean,
  universe: number,
): readonly RuleSets[] | undefined {
  const by = new Set<RuleSets>();
  let concerned = false;
  for (const traffic of traffics) {
    const own = rule && traffic.get(rule);
    if (own === undefined) continue;
    let covered = true;
    eachClass(own.subject.yes, (member) => {
      if (!covered) return;
      concerned = true;
      const others = holding(member).flatMap((place) => {
        const other = rules[place];
        if (other?.rule === undefined || !mayCover(other)) return [];
        const now = traffic.get(other.rule);
        return now !== undefined && hasClass(now.subject.yes, member) ? [{ other, peers: now.peer.yes }] : [];
      });
      const whole = others.find(({ peers }) => isWithin(own.peer.yes, peers));
      if (whole !== undefined) by.add(whole.other);
      else if (
        others.length > 1 &&
        isWithinAll(
          own.peer.yes,
          others.map(({ peers }) => peers),
          universe,
        )
      )
        for (const { other } of others) by.add(other);
      else covered = false;
    });
    if (!covered) return undefined;
  }
  return concerned ? [...by] : undefined;
}

function isWithin(set: ClassSet, other: ClassSet): boolean {
  if (set === other) return true;
  if ('members' in set) return set.members.every((member) => hasClass(other, member));
  return 'words' in other && set.words.every((word, index) => (word & ~(other.words[index] ?? 0)) === 0);
}

function isWithinAll(set: ClassSet, others: readonly ClassSet[], universe: number): boolean {
  if ('members' in set) return set.members.every((member) => others.some((other) => hasClass(other, member)));
  const bits = emptyBits(universe);
  for (const other of others) addTo(bits, other);
  let within = true;
  eachClass(set, (member) => {
    within &&= hasBit(bits, member);
  });
  return within;
}

function isPlain(rule: RuleSets): boolean {
  return (
    isEmpty(rule.subject.unknown) && isEmpty(rule.peer.unknown) && !hidesTraffic(rule) && rule.action !== 'allow-if'
  );
}

/** Where pods have addresses of both families, what one rule takes from another in one of them it may not in the other. */
function hangsOnFamily({ rule }: RuleSets): boolean {
  return (
    rule !== undefined && [rule.peer, ...(rule.subject === undefined ? [] : [rule.subject])].some(asksForAddresses)
  );
}

/** Tells apart what the traffics that are asked do not. */
function hidesTraffic({ traffic }: RuleSets): boolean {
  return (traffic ?? []).some(
    (test) => test.icmp !== undefined || test.notIcmp !== undefined || test.ipVersion !== undefined,
  );
}

/** One traffic for each that some rule of the tier tells apart; a protocol that nobody names stands for all such. */
function trafficsOf(tier: TierRules, index: PolicyIndex): readonly Traffic[] {
  const named = tier.rules.flatMap(({ traffic }) =>
    (traffic ?? []).flatMap(({ protocols, notProtocols }) => [...(protocols ?? []), ...(notProtocols ?? [])]),
  );
  const numbers = new Set(named.filter((protocol) => typeof protocol === 'number'));
  const unnamed =
    Array.from({ length: 255 }, (_, number) => 255 - number).find((number) => !numbers.has(number)) ?? 255;
  return [
    ...portsTold([tier], index).map(({ protocol, ports }): Traffic => ({ protocol, port: ports.from })),
    ...(['ICMP', 'ICMPv6', ...numbers, unnamed] as const).map((protocol): Traffic => ({ protocol })),
  ];
}

function placeWords({ tier }: TierRules, other: RuleSets): string {
  const reference = tier.policies[other.policy]?.reference;
  if (reference === undefined) return '';
  const name = reference.namespace === '' ? reference.name : `${reference.namespace}/${reference.name}`;
  return `${reference.kind} ${name} rule ${other.rule?.number ?? 0}`;
}

function listed(places: readonly string[]): string {
  const [first = '', second = ''] = places;
  if (places.length <= 2) return places.length === 2 ? `${first} and ${second}` : first;
  return `${first}, ${second} and ${places.length - 2} more`;
}
