import { partyWords } from '../evaluate/names.ts';
import { verdictOf } from '../evaluate/verdict.ts';
import type { NodeParty, Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot, ServiceParty } from '../model/snapshot.ts';
import type { FlowVerdict, SideVerdict } from '../model/verdict.ts';

/**
 * Whether a Service may put a node's address in the place of the source's: from outside, and from anywhere by an address or port
 * that is meant for the outside, unless it keeps traffic local.
 */
export function hidesSource(source: Party, { type, externalTrafficPolicy }: ServiceParty, external: boolean): boolean {
  const exposed = type === 'NodePort' || type === 'LoadBalancer';
  return (external || (source.kind === 'outside' && exposed)) && externalTrafficPolicy !== 'Local';
}

/** A node of which nothing is known: packets may bear a tunnel's address, and not every node may have been read. */
const someNode: NodeParty = { kind: 'node', name: '', labels: {}, addresses: [] };

/** The API leaves open which address policies see then: the verdict holds only if it is the same from every node. */
export function withHiddenSource(program: PolicyProgram, snapshot: PolicySnapshot, verdict: FlowVerdict): FlowVerdict {
  const differing = [...snapshot.nodes, someNode]
    .map((node) => verdictOf(program, snapshot, { ...verdict.flow, source: node }))
    .find(({ ingress }) => isAllowed(ingress) !== isAllowed(verdict.ingress));
  if (differing === undefined) return verdict;
  const { source } = verdict.flow;
  const reason = `Its source may reach the pod as ${partyWords(source)} or as a node, and the policies tell these apart.`;
  const denied = isAllowed(verdict.egress) === 'no';
  return {
    ...verdict,
    ingress: { ...verdict.ingress, outcome: 'undecidable', basis: 'undefined', reason, decidedBy: undefined },
    allowed: denied ? 'no' : 'undecidable',
  };
}

function isAllowed({ outcome }: SideVerdict): 'yes' | 'no' | 'unknown' {
  if (outcome === 'undecidable') return 'unknown';
  return outcome === 'allow' || outcome === 'not-applicable' ? 'yes' : 'no';
}
