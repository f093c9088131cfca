import { addressText } from '../address/text.ts';
import { type ConnectionSet, ConnectionSetBuilder } from '../connections/connection-set.ts';
import { atomLast } from '../index/address-atoms.ts';
import { addClass, type ClassBits, eachBit, emptyBits, hasBit } from '../index/class-set.ts';
import { classOfParty } from '../index/class-of-party.ts';
import type { Classes } from '../index/classes.ts';
import { noClass } from '../index/classes.ts';
import type { PolicyIndex } from '../index/policy-index.ts';
import type { Party, PodParty } from '../model/party.ts';
import { flowsAround, type PortFlows } from './rules-around.ts';

/** Pods of one workload, that may all do the same. */
export interface ReachedWorkload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly pods: readonly PodParty[];
}

/** Inclusive range of addresses outside the cluster. */
export interface OutsideRange {
  readonly family: 4 | 6;
  readonly from: string;
  readonly to: string;
}

/** Parties between which and the one that was asked about the same flows are possible. */
export interface ReachGroup {
  readonly allowed: ConnectionSet;
  /** Those of `allowed` that hang on a condition which policies cannot tell. */
  readonly conditional: ConnectionSet;
  readonly undecidable: ConnectionSet;
  readonly workloads: readonly ReachedWorkload[];
  /** Names of nodes; the own node of a pod always reaches it, whatever stands here. */
  readonly nodes: readonly string[];
  readonly outside: readonly OutsideRange[];
}

/** Who may reach a party, by what they may reach it with. Parties that may not reach it are in no group. */
export function whoCanReach(index: PolicyIndex, destination: Party): readonly ReachGroup[] {
  return groupsAround(index, destination, 'destination');
}

/** Whom a party may reach, by what it may reach them with. */
export function whatCanReach(index: PolicyIndex, source: Party): readonly ReachGroup[] {
  return groupsAround(index, source, 'source');
}

function groupsAround(index: PolicyIndex, party: Party, end: 'source' | 'destination'): readonly ReachGroup[] {
  const member = classOfParty(index.classes, party);
  if (member === noClass) return [];
  const ports = flowsAround(index, member, end);
  return [...alike(ports, index.classes.list.length)].map((members) => ({
    ...connectionsOf(ports, members[0] ?? 0),
    ...membersOf(index, members, party),
  }));
}

/** Classes with the same flows on every port; without those that have none. */
function alike(ports: readonly PortFlows[], universe: number): Iterable<readonly number[]> {
  const reached = emptyBits(universe);
  for (const { flows } of ports)
    for (let word = 0; word < reached.length; word += 1)
      reached[word] = (reached[word] ?? 0) | (flows.allowed[word] ?? 0) | (flows.undecidable[word] ?? 0);
  const groups = new Map<string, number[]>();
  eachBit(reached, (member) => {
    const flowsOf = ports.map(({ flows }) => state(flows, member)).join('');
    const group = groups.get(flowsOf);
    if (group === undefined) groups.set(flowsOf, [member]);
    else group.push(member);
  });
  return groups.values();
}

function state({ allowed, conditional, undecidable }: PortFlows['flows'], member: number): string {
  if (hasBit(undecidable, member)) return 'u';
  if (!hasBit(allowed, member)) return '-';
  return hasBit(conditional, member) ? 'c' : 'a';
}

function connectionsOf(
  ports: readonly PortFlows[],
  member: number,
): Pick<ReachGroup, 'allowed' | 'conditional' | 'undecidable'> {
  const sets = {
    allowed: new ConnectionSetBuilder(),
    conditional: new ConnectionSetBuilder(),
    undecidable: new ConnectionSetBuilder(),
  };
  for (const { protocol, ports: range, flows } of ports) {
    const found = state(flows, member);
    if (found === 'a' || found === 'c') sets.allowed.add(protocol, range);
    if (found === 'c') sets.conditional.add(protocol, range);
    if (found === 'u') sets.undecidable.add(protocol, range);
  }
  return {
    allowed: sets.allowed.build(),
    conditional: sets.conditional.build(),
    undecidable: sets.undecidable.build(),
  };
}

function membersOf(
  { classes, snapshot }: PolicyIndex,
  members: readonly number[],
  self: Party,
): Pick<ReachGroup, 'workloads' | 'nodes' | 'outside'> {
  const bits = emptyBits(classes.list.length);
  for (const member of members) addClass(bits, member);
  return {
    workloads: workloadsOf(
      snapshot.pods.filter((pod, place) => !isSame(pod, self) && hasBit(bits, classes.ofPod[place] ?? noClass)),
    ),
    nodes: snapshot.nodes
      .filter((node) => hasBit(bits, classOfParty(classes, node)))
      .map(({ name }) => name)
      .sort(),
    outside: outsideRanges(classes, bits),
  };
}

function isSame(pod: PodParty, other: Party): boolean {
  return other.kind === 'pod' && pod.namespace === other.namespace && pod.name === other.name;
}

/** Pods by their workload, in the order of namespace and name. */
export function workloadsOf(pods: Iterable<PodParty>): readonly ReachedWorkload[] {
  const byName = new Map<string, PodParty[]>();
  for (const pod of pods) {
    const key = `${pod.namespace} ${pod.workload.kind} ${pod.workload.name}`;
    const others = byName.get(key);
    if (others === undefined) byName.set(key, [pod]);
    else others.push(pod);
  }
  return [...byName]
    .sort(([first], [second]) => (first < second ? -1 : 1))
    .flatMap(([, own]) => {
      const [first] = own;
      return first === undefined ? [] : [{ namespace: first.namespace, ...first.workload, pods: own }];
    });
}

/** The outside addresses among some classes, joined where they touch. */
export function outsideRanges({ atoms, firstOutside }: Classes, bits: ClassBits): readonly OutsideRange[] {
  let first = firstOutside;
  return atoms.flatMap((family) => {
    const ranges: { from: bigint; to: bigint }[] = [];
    for (const [atom, from] of family.starts.entries()) {
      if (!hasBit(bits, first + atom)) continue;
      const last = ranges.at(-1);
      const to = atomLast(family, atom);
      if (last !== undefined && last.to + 1n === from) last.to = to;
      else ranges.push({ from, to });
    }
    first += family.starts.length;
    return ranges.map(({ from, to }) => ({
      family: family.family,
      from: addressText(family.family, from),
      to: addressText(family.family, to),
    }));
  });
}
