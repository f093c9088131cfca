import {
  addBits,
  addWithin,
  type ClassBits,
  type ClassSet,
  emptyBits,
  fullBits,
  hasBit,
  hasClass,
  keepBits,
  noClasses,
  removeFrom,
} from './class-set.ts';
import type { Rectangle, TierRectangles } from './rectangles.ts';
import type { TernarySet } from './ternary.ts';

/** How one side of a flow may come out, for one class against all others. A class in both cannot be decided. */
export interface Outcomes {
  readonly allow: ClassBits;
  readonly deny: ClassBits;
  /** Surely matched by a rule that allows on a condition which policies cannot tell; may be shorter, or of no length. */
  readonly conditional: ClassBits;
}

/** How far the tiers have come: what may have come out already, and for whom the walk may go on. */
interface Progress extends Outcomes {
  readonly open: ClassBits;
}

/** One rule seen from the class that is held fast: whom it matches, and whether it surely matches the held class. */
interface Match {
  readonly policy: number;
  readonly order: number;
  readonly action: Rectangle['action'];
  readonly others: TernarySet;
  readonly certain: boolean;
  /** Whom it surely matches if its policy applies; only where that is in doubt. */
  readonly ifApplied: ClassSet | undefined;
}

/**
 * Walks the tiers of one direction with one class held fast: as the subject, which gives the outcome towards every peer, or as
 * the peer, which gives the outcome of every subject. What cannot be told is followed both ways. What is not `governed` has no
 * policies of its own: nothing stops it.
 */
export function walkTiers(
  tiers: readonly TierRectangles[],
  otherwise: 'allow' | 'deny',
  governed: ClassBits,
  held: 'subject' | 'peer',
  member: number,
  universe: number,
): Outcomes {
  const everyone = fullBits(universe);
  const open = held === 'peer' ? governed.slice() : hasBit(governed, member) ? everyone.slice() : emptyBits(universe);
  const matches = tiers.map((tier) => matchesOf(tier, held, member));
  // Few tiers have conditions or passes, and a walk is made thousands of times: bits that stay empty are not made.
  const needs = (...actions: readonly Match['action'][]) =>
    matches.some((own) => own.some(({ action }) => actions.includes(action))) ? universe : 0;
  const conditional = emptyBits(needs('allow-if'));
  const passing = needs('pass', 'anything');
  const progress: Progress = { allow: everyone, deny: emptyBits(universe), conditional, open };
  removeFrom(progress.allow, { words: open });
  for (const [place, tier] of tiers.entries()) {
    const own = matches[place] ?? [];
    // Those who left the tier by a pass wait here while the rest of it is walked.
    const passed = emptyBits(passing);
    if (tier.tier.decides === 'first-match') firstMatch(progress, passed, own, tier.tier.tiesUndefined);
    else if (tier.tier.decides === 'deny-first') denyFirst(progress, passed, own);
    else allowAny(progress, passed, own);
    if (tier.tier.unmatched === 'deny') isolate(progress, tier, own, held, member);
    addBits(progress.open, passed);
  }
  addBits(otherwise === 'allow' ? progress.allow : progress.deny, progress.open);
  return progress;
}

function matchesOf(tier: TierRectangles, held: 'subject' | 'peer', member: number): readonly Match[] {
  const places = held === 'subject' ? tier.bySubject.holding(member) : tier.byPeer.holding(member);
  return places.flatMap((place) => {
    const rectangle = tier.rectangles[place];
    if (rectangle === undefined) return [];
    const { policy, order, action, subject, peer, ifApplied } = rectangle;
    const [own, others] = held === 'subject' ? [subject, peer] : [peer, subject];
    const certain = hasClass(own.yes, member);
    return [{ policy, order, action, others, certain, ifApplied: ifApplied && sureIfApplied(rectangle, held, member) }];
  });
}

function sureIfApplied({ peer, ifApplied }: Rectangle, held: 'subject' | 'peer', member: number): ClassSet {
  if (ifApplied === undefined) return noClasses;
  const [own, others] = held === 'subject' ? [ifApplied, peer] : [peer, ifApplied];
  return hasClass(own.yes, member) ? others.yes : noClasses;
}

/** What no rule of the tier matched is denied where the tier isolates. */
function isolate(
  { deny, open }: Progress,
  { isolated, doubtful }: TierRectangles,
  matches: readonly Match[],
  held: 'subject' | 'peer',
  member: number,
): void {
  for (const { policy, subjects } of doubtful) {
    if (held === 'subject' && !hasClass(subjects, member)) continue;
    // What may not apply isolates only together with its rules: whom they admit, this policy denies nothing.
    const closed = open.slice();
    for (const match of matches)
      if (match.policy === policy && match.ifApplied && (match.action === 'allow' || match.action === 'allow-if'))
        removeFrom(closed, match.ifApplied);
    if (held === 'subject') addBits(deny, closed);
    else addWithin(deny, subjects, closed);
  }
  if (held === 'peer') {
    addWithin(deny, isolated, open);
    removeFrom(open, isolated);
  } else if (hasClass(isolated, member)) {
    addBits(deny, open);
    open.fill(0);
  }
}

/** The order of rules is nothing: whoever any rule allows is allowed, and nothing that is not understood can take that away. */
function allowAny(progress: Progress, passed: ClassBits, matches: readonly Match[]): void {
  for (const match of matches) addAllowed(progress, match);
  closeSure(progress.open, matches, 'allow');
  for (const match of matches) if (match.action === 'anything') anything(progress, passed, match);
}

/** Any deny, then any allow; a pass of the tier lets go of what neither decided. */
function denyFirst(progress: Progress, passed: ClassBits, matches: readonly Match[]): void {
  for (const match of matches) if (match.action === 'deny') addPossible(progress.deny, match, progress.open);
  closeSure(progress.open, matches, 'deny');
  for (const match of matches) if (match.action === 'anything') anything(progress, passed, match);
  for (const match of matches) addAllowed(progress, match);
  closeSure(progress.open, matches, 'allow');
  for (const match of matches) if (match.action === 'pass') addPossible(passed, match, progress.open);
  closeSure(progress.open, matches, 'pass');
}

/** The first rule that matches decides. Where ties are undefined, policies of one order are walked side by side. */
function firstMatch(progress: Progress, passed: ClassBits, matches: readonly Match[], tiesUndefined: boolean): void {
  if (!tiesUndefined) {
    inTurn(progress, passed, matches);
    return;
  }
  for (const tied of Map.groupBy(matches, ({ order }) => order).values()) {
    const before = progress.open.slice();
    for (const rules of Map.groupBy(tied, ({ policy }) => policy).values()) {
      const own = before.slice();
      inTurn({ ...progress, open: own }, passed, rules);
      keepBits(progress.open, own);
    }
  }
}

function inTurn(progress: Progress, passed: ClassBits, matches: readonly Match[]): void {
  const { deny, open } = progress;
  for (const match of matches) {
    if (match.action === 'anything') {
      anything(progress, passed, match);
      continue;
    }
    if (match.action === 'deny' || match.action === 'pass')
      addPossible(match.action === 'deny' ? deny : passed, match, open);
    else addAllowed(progress, match);
    // What is allowed on a condition only may still come out otherwise.
    if (match.certain && match.action !== 'allow-if') removeFrom(open, match.others.yes);
  }
}

function addPossible(bits: ClassBits, { others }: Match, open: ClassBits): void {
  addWithin(bits, others.yes, open);
  addWithin(bits, others.unknown, open);
}

function closeSure(open: ClassBits, matches: readonly Match[], action: Match['action']): void {
  for (const match of matches) if (match.action === action && match.certain) removeFrom(open, match.others.yes);
}

function anything({ allow, deny, open }: Progress, passed: ClassBits, match: Match): void {
  addPossible(allow, match, open);
  addPossible(deny, match, open);
  addPossible(passed, match, open);
}

function addAllowed({ allow, deny, conditional, open }: Progress, match: Match): void {
  if (match.action === 'allow') addPossible(allow, match, open);
  if (match.action !== 'allow-if') return;
  const sure = emptyBits(open.length << 5);
  if (match.certain) addWithin(sure, match.others.yes, open);
  else addWithin(allow, match.others.yes, open);
  addWithin(allow, match.others.unknown, open);
  // Where something before may have denied, what it demands is not all that is open.
  const doubtful = sure.slice();
  keepBits(doubtful, deny);
  addBits(allow, doubtful);
  removeFrom(sure, { words: deny });
  addBits(conditional, sure);
}
