import { verdictOf } from '../evaluate/verdict.ts';
import type { Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot, ServiceParty } from '../model/snapshot.ts';
import type { FlowVerdict } from '../model/verdict.ts';

/** Whether a Service may put a node's address in the place of the source's: from outside, unless it keeps traffic local. */
export function hidesSource(source: Party, { type, externalTrafficPolicy }: ServiceParty): boolean {
  return (
    source.kind === 'outside' && (type === 'NodePort' || type === 'LoadBalancer') && externalTrafficPolicy !== 'Local'
  );
}

/** The API leaves open which address policies see then: the verdict holds only if it is the same from every node. */
export function withHiddenSource(program: PolicyProgram, snapshot: PolicySnapshot, verdict: FlowVerdict): FlowVerdict {
  const differing = snapshot.nodes
    .map((node) => verdictOf(program, snapshot, { ...verdict.flow, source: node }))
    .find(({ ingress }) => ingress.outcome !== verdict.ingress.outcome);
  if (differing === undefined) return verdict;
  const reason = `Its source may reach the pod as ${verdict.flow.source.kind === 'outside' ? verdict.flow.source.address : 'itself'} or as a node, and the policies tell these apart.`;
  return {
    ...verdict,
    ingress: { ...verdict.ingress, outcome: 'undecidable', basis: 'undefined', reason, decidedBy: undefined },
    allowed: 'undecidable',
  };
}
