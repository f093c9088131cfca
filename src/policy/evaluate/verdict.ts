import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { Flow, FlowVerdict, SideVerdict } from '../model/verdict.ts';
import { whyNoFlow } from './exceptions.ts';
import { commonFamilies } from './family.ts';
import { type SideContext, sideVerdict } from './side-verdict.ts';
import { flowSides } from './sides.ts';

/**
 * What the policies declare for a flow between two parties, after the destination was rewritten from a Service to a pod.
 * Ends with addresses of both families are judged in each that they have in common.
 */
export function verdictOf(program: PolicyProgram, snapshot: PolicySnapshot, flow: Flow): FlowVerdict {
  const families = commonFamilies(flow.source, flow.destination);
  const [first, second] = families ?? [];
  const verdict = inOneFamily(program, snapshot, flow, first, families?.length);
  if (second === undefined) return verdict;
  const other = inOneFamily(program, snapshot, flow, second, families?.length);
  return combined(flow, eitherFamily(verdict.egress, other.egress), eitherFamily(verdict.ingress, other.ingress));
}

function inOneFamily(
  program: PolicyProgram,
  snapshot: PolicySnapshot,
  flow: Flow,
  family: 4 | 6 | undefined,
  families: number | undefined,
): FlowVerdict {
  const { egress, ingress } = flowSides(snapshot, flow, family);
  const context: SideContext = {
    enforcement: snapshot.enforcement,
    missing: snapshot.missing,
    noFlow: whyNoFlow(egress, families),
  };
  return combined(flow, sideVerdict(program, egress, context), sideVerdict(program, ingress, context));
}

/** Both sides must allow; a side that surely denies outweighs one that is not known. */
function combined(flow: Flow, egress: SideVerdict, ingress: SideVerdict): FlowVerdict {
  const outcomes = [egress.outcome, ingress.outcome];
  const denied = outcomes.some((outcome) => outcome === 'deny' || outcome === 'default-deny');
  const allowed = denied ? 'no' : outcomes.includes('undecidable') ? 'undecidable' : 'yes';
  return { flow, egress, ingress, allowed };
}

function eitherFamily(first: SideVerdict, second: SideVerdict): SideVerdict {
  if (words(first) === words(second)) return first;
  return {
    ...first,
    outcome: 'undecidable',
    reason: `Over IPv4 it is ${words(first)}, over IPv6 ${words(second)}.`,
    decidedBy: undefined,
  };
}

function words({ outcome }: SideVerdict): string {
  return {
    allow: 'allowed',
    deny: 'denied',
    'default-deny': 'denied',
    undecidable: 'undecidable',
    'not-applicable': 'open',
  }[outcome];
}
