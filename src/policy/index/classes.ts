import { parseAddress } from '../address/parse.ts';
import { addressText } from '../address/text.ts';
import type { NodeParty, OutsideParty, Party, PodParty } from '../model/party.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { type AddressAtoms, atomOf, cutAddresses } from './address-atoms.ts';
import { atOnce, type Pieces } from '../pieces.ts';
import { classKeys } from './class-key.ts';
import type { Distinctions } from './distinctions.ts';

/** Parties that are the same to every policy. */
export interface PartyClass {
  readonly representative: Party;
  /** Of a class of outside addresses: its place in the atoms of its family. */
  readonly atom?: number;
}

/**
 * All parties of a cluster in classes: first those of pods, then of nodes, then of addresses outside. Finished pods are in
 * none: they own no address any more.
 */
export interface Classes {
  readonly list: readonly PartyClass[];
  /** Classes below this number are of pods. */
  readonly podClasses: number;
  /** Classes from this number are of outside addresses. */
  readonly firstOutside: number;
  /** Pods in each class of pods. */
  readonly weights: Float64Array;
  /** By place in the snapshot's pods; `noClass` for finished ones. */
  readonly ofPod: Uint32Array;
  readonly atoms: readonly [AddressAtoms, AddressAtoms];
  /** The class that a pod would be in; undefined when it would be a new one. */
  findPod(pod: PodParty): number | undefined;
  findNode(node: NodeParty): number | undefined;
}

/** Class of what is in none. */
export const noClass = 0xffff_ffff;

/** So many pods are one piece of work. */
const podsInPiece = 4000;

export function classesOf(snapshot: PolicySnapshot, wanted: Distinctions): Classes {
  return atOnce(classing(snapshot, wanted));
}

/** The same in pieces. */
export function* classing({ pods, nodes }: PolicySnapshot, wanted: Distinctions): Pieces<Classes> {
  const atoms = [cutAddresses(4, wanted.ranges), cutAddresses(6, wanted.ranges)] as const;
  const keys = classKeys(wanted, atomSpeller(atoms));
  const list: PartyClass[] = [];
  const byKey = new Map<string, number>();
  const ofPod = new Uint32Array(pods.length).fill(noClass);
  const counts: number[] = [];
  for (const [index, pod] of pods.entries()) {
    if (index % podsInPiece === podsInPiece - 1) yield;
    if (pod.phase === 'finished') continue;
    const key = keys.pod(pod);
    let found = byKey.get(key);
    if (found === undefined) {
      found = list.push({ representative: pod }) - 1;
      byKey.set(key, found);
      counts.push(0);
    }
    ofPod[index] = found;
    counts[found] = (counts[found] ?? 0) + 1;
  }
  const podClasses = list.length;
  const nodesByKey = new Map<string, number>();
  for (const node of nodes) {
    const key = keys.node(node);
    if (!nodesByKey.has(key)) nodesByKey.set(key, list.push({ representative: node }) - 1);
  }
  const firstOutside = list.length;
  for (const family of atoms)
    for (let atom = 0; atom < family.starts.length; atom += 1)
      list.push({ representative: outside(family, atom), atom });
  return {
    list,
    podClasses,
    firstOutside,
    weights: Float64Array.from(counts),
    ofPod,
    atoms,
    findPod: (pod) => (pod.phase === 'finished' ? noClass : byKey.get(keys.pod(pod))),
    findNode: (node) => nodesByKey.get(keys.node(node)),
  };
}

/**
 * The same classes with other pods in them; undefined when some pod is in none of them, or some class has no pod any more. What
 * else classes rest on (labels of namespaces, nodes) must be the same.
 */
export function* reclassing(classes: Classes, pods: readonly PodParty[]): Pieces<Classes | undefined> {
  const ofPod = new Uint32Array(pods.length);
  const weights = new Float64Array(classes.podClasses);
  for (const [index, pod] of pods.entries()) {
    if (index % podsInPiece === podsInPiece - 1) yield;
    const found = classes.findPod(pod);
    if (found === undefined) return undefined;
    ofPod[index] = found;
    if (found !== noClass) weights[found] = (weights[found] ?? 0) + 1;
  }
  return weights.includes(0) ? undefined : { ...classes, ofPod, weights };
}

/** Addresses as the atoms that they lie in; one that cannot be read is told apart by its text. */
function atomSpeller(atoms: readonly [AddressAtoms, AddressAtoms]): (addresses: readonly string[]) => string {
  return (addresses) =>
    addresses
      .map((text) => {
        const address = parseAddress(text);
        if (address === undefined) return text;
        return `${address.family}.${atomOf(atoms[address.family === 4 ? 0 : 1], address.value)}`;
      })
      .sort()
      .join(',');
}

function outside(family: AddressAtoms, atom: number): OutsideParty {
  return { kind: 'outside', address: addressText(family.family, family.starts[atom] ?? 0n) };
}
