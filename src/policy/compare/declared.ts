import type { FlowExplanation } from '../destinations/explain-flow.ts';
import { kindOf } from '../evaluate/condition.ts';
import type { Party } from '../model/party.ts';
import type { Basis, Flow, FlowVerdict, SideVerdict } from '../model/verdict.ts';

/** A declared verdict as far as it can be held against a measurement. */
export interface Declared {
  readonly allowed: FlowVerdict['allowed'];
  /** Why it is undecidable, or what else makes the sides special; '' where nothing does. */
  readonly reason: string;
  /** Whether any policy governs the flow on either side: where none does, none can have stopped it. */
  readonly governed: boolean;
  /** What either side rests on, of every real destination. */
  readonly bases: ReadonlySet<Basis>;
  /** Why the enforcement is not to blame whatever was measured, as a sentence; absent where it may be. */
  readonly unblamed?: string;
}

/**
 * What of an explained flow a measurement can confirm or contradict: a connect reaches one of its destinations, and which one is not
 * known, so that all of them are taken together. Undefined where they differ.
 */
export function declaredOf({ targets, allowed }: Pick<FlowExplanation, 'targets' | 'allowed'>): Declared | undefined {
  if (targets.length === 0 || allowed === 'mixed') return undefined;
  const verdicts = targets.map(({ verdict }) => verdict);
  const sides = verdicts
    .flatMap(({ egress, ingress }) => [egress, ingress])
    .filter((side) => side.outcome !== 'not-applicable');
  // The reason of what decides comes before one that is only worth a word.
  const deciding = sides.filter(({ outcome }) => allowed !== 'undecidable' || outcome === 'undecidable');
  const unblamed = verdicts.map(whyUnblamed).find((why) => why !== undefined);
  return {
    allowed,
    reason: deciding.find((side) => side.reason !== '')?.reason ?? '',
    governed: sides.some(isGoverned),
    bases: new Set(sides.map((side) => side.basis)),
    ...(unblamed === undefined ? {} : { unblamed }),
  };
}

function isGoverned(side: SideVerdict): boolean {
  return side.walk.some((tier) => tier.policies.length > 0);
}

function whyUnblamed({ flow, egress, ingress }: FlowVerdict): string | undefined {
  const { source } = flow;
  if (isOnHost(source) || isOnHost(flow.destination)) return hostWords(flow);
  const sides = [egress, ingress];
  if (sides.some(({ enforcementUnknown }) => enforcementUnknown === true))
    return 'Whether anything in this cluster enforces these policies is not known.';
  if (sides.some(({ provided }) => provided.length > 0))
    return 'The policies allow it on a condition that a connect alone does not meet or miss.';
  return undefined;
}

function isOnHost(party: Party): boolean {
  return kindOf(party) === 'node' || kindOf(party) === 'host-pod';
}

/** From a node packets bear the address of the interface they leave by, a tunnel's for one, which no object tells. */
function hostWords({ source }: Flow): string {
  return isOnHost(source)
    ? 'Which of a node’s addresses its packets bear, a tunnel’s for one, is not known, and policies may take each differently.'
    : 'What policies mean for a node and what runs in its network differs between CNIs.';
}
