import type { Direction } from '../model/policy.ts';
import { addBits, type ClassBits, emptyBits, fullBits, hasBit } from './class-set.ts';
import type { TierRectangles } from './rectangles.ts';
import { type Outcomes, walkTiers } from './walk.ts';

/** What becomes of the flows between one class and all others: in neither `allowed` nor `undecidable` they are denied. */
export interface FlowSets {
  readonly allowed: ClassBits;
  /** Those of `allowed` that hang on a condition which policies cannot tell; of no length when there are none. */
  readonly conditional: ClassBits;
  readonly undecidable: ClassBits;
}

/** All flows of a cluster that carry one traffic. Classes are asked for by number. */
export interface TrafficView {
  readonly ingress: readonly TierRectangles[];
  readonly egress: readonly TierRectangles[];
  /** Who may reach a class. */
  sourcesOf(destination: number): FlowSets;
  /** Whom a class may reach. */
  destinationsOf(source: number): FlowSets;
  /** What the ingress side of a destination says, by source. */
  ingressAt(destination: number): Outcomes;
  /** What the egress side of a source says, by destination. */
  egressFrom(source: number): Outcomes;
  /** What the egress sides of all sources say to a destination. */
  egressTo(destination: number): Outcomes;
}

/** What holds for every traffic. */
export interface ViewCircumstances {
  readonly otherwise: 'allow' | 'deny';
  /** Whom policies may govern, by direction. */
  readonly governed: Readonly<Record<Direction, ClassBits>>;
  /** Classes of whose flows nothing can be told: they have no address yet, or policies could not be read. */
  readonly undecidable: ClassBits;
}

/** Of what a view is made. */
export interface ViewParts extends ViewCircumstances {
  readonly ingress: readonly TierRectangles[];
  readonly egress: readonly TierRectangles[];
  readonly universe: number;
}

export function trafficView(parts: ViewParts): TrafficView {
  const { ingress, egress, otherwise, governed, universe, undecidable } = parts;
  const side = (direction: Direction, held: 'subject' | 'peer', member: number): Outcomes => {
    if (hasBit(undecidable, member))
      return { allow: fullBits(universe), deny: fullBits(universe), conditional: emptyBits(0) };
    const outcomes = walkTiers(parts[direction], otherwise, governed[direction], held, member, universe);
    addBits(outcomes.allow, undecidable);
    addBits(outcomes.deny, undecidable);
    return outcomes;
  };
  const ingressAt = (destination: number) => side('ingress', 'subject', destination);
  const egressFrom = (source: number) => side('egress', 'subject', source);
  const egressTo = (destination: number) => side('egress', 'peer', destination);
  return {
    ingress,
    egress,
    ingressAt,
    egressFrom,
    egressTo,
    sourcesOf: (destination) => bothSides(ingressAt(destination), egressTo(destination)),
    destinationsOf: (source) => bothSides(egressFrom(source), side('ingress', 'peer', source)),
  };
}

/** A flow is allowed when both sides allow it, and denied when one of them does not. */
export function bothSides(first: Outcomes, second: Outcomes): FlowSets {
  const conditions = first.conditional.length + second.conditional.length > 0;
  const universe = first.allow.length << 5;
  const allowed = emptyBits(universe);
  const conditional = emptyBits(conditions ? universe : 0);
  const undecidable = emptyBits(universe);
  for (let word = 0; word < allowed.length; word += 1) {
    const [one, other] = [conditionWord(first, word), conditionWord(second, word)];
    const [oneAllow, otherAllow] = [first.allow[word] ?? 0, second.allow[word] ?? 0];
    const sure = ((oneAllow & ~(first.deny[word] ?? 0)) | one) & ((otherAllow & ~(second.deny[word] ?? 0)) | other);
    allowed[word] = sure;
    undecidable[word] = (oneAllow | one) & (otherAllow | other) & ~sure;
    if (conditions) conditional[word] = sure & (one | other);
  }
  return { allowed, conditional, undecidable };
}

/** What is allowed on a condition and by nothing else. */
function conditionWord({ allow, conditional }: Outcomes, word: number): number {
  return word < conditional.length ? (conditional[word] ?? 0) & ~(allow[word] ?? 0) : 0;
}
