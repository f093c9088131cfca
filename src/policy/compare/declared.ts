import type { Basis, FlowVerdict, SideVerdict } from '../model/verdict.ts';

/** A declared verdict as far as it can be held against a measurement. */
export interface Declared {
  readonly allowed: FlowVerdict['allowed'];
  /** Why it is undecidable, or what else makes the sides special; '' where nothing does. */
  readonly reason: string;
  /** Whether any policy governs the flow on either side: where none does, none can have stopped it. */
  readonly governed: boolean;
  /** What either side rests on. */
  readonly bases: ReadonlySet<Basis>;
}

/** What of a flow's verdict a measurement can confirm or contradict. */
export function declaredOf({
  egress,
  ingress,
  allowed,
}: Pick<FlowVerdict, 'egress' | 'ingress' | 'allowed'>): Declared {
  const sides = [egress, ingress].filter((side) => side.outcome !== 'not-applicable');
  return {
    allowed,
    reason: sides.find((side) => side.reason !== '')?.reason ?? '',
    governed: sides.some(isGoverned),
    bases: new Set(sides.map((side) => side.basis)),
  };
}

function isGoverned(side: SideVerdict): boolean {
  return side.walk.some((tier) => tier.policies.length > 0);
}
