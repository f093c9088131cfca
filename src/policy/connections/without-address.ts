import type { Condition } from '../model/condition.ts';
import type { PodParty } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import { mapProgram } from './map-program.ts';

/** Marks a pod that has no address yet; no cluster can have the label, because `invalid` is nobody's domain (RFC 2606). */
const mark = 'plumbline.invalid/without-address';

const isMarked: Condition = { is: 'label', owner: 'pod', key: mark, test: 'exists', values: [] };

/** A pod as lists take it: without an address, or finished and without one, it counts as what it will be. */
export function markWithoutAddress(pod: PodParty): PodParty {
  if (pod.addresses.length > 0 && pod.phase !== 'finished') return pod;
  return { ...pod, addresses: [], phase: 'running', labels: { ...pod.labels, [mark]: '' } };
}

/**
 * A program to which marked pods lie in no address block. Of one flow it cannot be decided whether a block holds an address that
 * is not known; a list of all flows would say so of most, and blocks are meant for what lies outside the cluster.
 */
export function blocksHoldNoMarked(program: PolicyProgram): PolicyProgram {
  return mapProgram(program, (leaf) =>
    leaf.is === 'address' ? { is: 'every', of: [{ is: 'not', of: isMarked }, leaf] } : leaf,
  );
}
