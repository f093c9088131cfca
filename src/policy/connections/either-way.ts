import { verdictOf } from '../evaluate/verdict.ts';
import { nobody } from '../model/condition.ts';
import type { Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import type { FlowVerdict, SideVerdict } from '../model/verdict.ts';
import { mapProgram } from './map-program.ts';

const nodePrograms = new WeakMap<PolicyProgram, PolicyProgram>();

/**
 * The API leaves a CNI two ways to take hostNetwork pods: as any other pod, or as their node, whom policies neither select nor
 * match. A side that cannot be decided for that reason alone, but comes out the same either way, is decided.
 */
export function eitherWay(program: PolicyProgram, snapshot: PolicySnapshot, verdict: FlowVerdict): FlowVerdict {
  const { flow, egress, ingress, allowed } = verdict;
  const open = ({ outcome, basis }: SideVerdict) => outcome === 'undecidable' && basis === 'undefined';
  if (allowed !== 'undecidable' || ![flow.source, flow.destination].some(isHostPod)) return verdict;
  if (!open(egress) && !open(ingress)) return verdict;
  const asPods = verdictOf(program, snapshot, {
    ...flow,
    source: asPod(flow.source),
    destination: asPod(flow.destination),
  });
  const asNodes = verdictOf(programOfNodes(program), snapshot, flow);
  const sides = {
    egress: open(egress) ? (agreed(asPods.egress, asNodes.egress) ?? egress) : egress,
    ingress: open(ingress) ? (agreed(asPods.ingress, asNodes.ingress) ?? ingress) : ingress,
  };
  const outcomes = [sides.egress.outcome, sides.ingress.outcome];
  const denied = outcomes.some((outcome) => outcome === 'deny' || outcome === 'default-deny');
  return { flow, ...sides, allowed: denied ? 'no' : outcomes.includes('undecidable') ? 'undecidable' : 'yes' };
}

function agreed(asPod: SideVerdict, asNode: SideVerdict): SideVerdict | undefined {
  const word = effect(asPod);
  if (word === undefined || word !== effect(asNode)) return undefined;
  const reason = `The API leaves open whether a hostNetwork pod is a pod to policies or its node; either way it is ${word}.`;
  return { ...asPod, basis: 'undefined', reason };
}

function effect({ outcome }: SideVerdict): 'allowed' | 'denied' | undefined {
  if (outcome === 'undecidable') return undefined;
  return outcome === 'allow' || outcome === 'not-applicable' ? 'allowed' : 'denied';
}

function isHostPod(party: Party): boolean {
  return party.kind === 'pod' && party.hostNetwork;
}

function asPod(party: Party): Party {
  return party.kind === 'pod' ? { ...party, hostNetwork: false } : party;
}

function programOfNodes(program: PolicyProgram): PolicyProgram {
  const known = nodePrograms.get(program);
  if (known !== undefined) return known;
  const made = mapProgram(program, (leaf) => (leaf.is === 'undecidable' && leaf.openByApi === true ? nobody : leaf));
  nodePrograms.set(program, made);
  return made;
}
