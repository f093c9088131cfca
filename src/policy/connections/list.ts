import { verdictOf } from '../evaluate/verdict.ts';
import { distinctionsOf } from '../index/distinctions.ts';
import { classesOf } from '../index/classes.ts';
import { policiesOf } from '../index/conditions-of.ts';
import type { AddressRange } from '../model/condition.ts';
import type { Party, PodParty } from '../model/party.ts';
import type { Direction, PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { connectionsByIndex } from './by-index.ts';
import { type Connections, connectionsBetween, type Decide } from './between.ts';
import { type ConnectionSet, ConnectionSetBuilder, isEmptySet, without } from './connection-set.ts';
import { eitherWay } from './either-way.ts';
import { blocksOf, externalRanges, outsideClasses } from './external-ranges.ts';
import { type Granularity, listedPeers } from './listed-peers.ts';
import { portAtomsOf } from './port-atoms.ts';
import { blocksHoldNoMarked } from './without-address.ts';

/** What may pass between two names of a list. Names are of workloads, pods or ranges of addresses outside. */
export interface ListedConnection {
  readonly source: string;
  readonly destination: string;
  /** What some pod of the source may send to some pod of the destination. */
  readonly allowed: ConnectionSet;
  readonly undecided: ConnectionSet;
  readonly reasons: readonly string[];
}

export interface ListOptions {
  readonly granularity: Granularity;
  /** More blocks at which the outside is cut, by the direction whose peers they are: those of other policies to compare with. */
  readonly cuts?: (direction: Direction) => readonly AddressRange[];
}

/**
 * All connections within the cluster and with the outside that are allowed or cannot be decided, ordered by source and destination.
 * A name to itself is not among them, and neither is traffic between two addresses outside.
 */
export function listConnections(
  compiled: PolicyProgram,
  snapshot: PolicySnapshot,
  { granularity, cuts = () => [] }: ListOptions,
): readonly ListedConnection[] {
  const program = blocksHoldNoMarked(compiled);
  const decide: Decide = (source, destination, traffic) =>
    eitherWay(program, snapshot, verdictOf(program, snapshot, { source, destination, traffic }));
  const pods = listedPeers(snapshot.pods, granularity);
  const outside = (direction: Direction) =>
    externalRanges([...blocksOf(program, direction), ...cuts(direction)]).map(({ name, party }) => ({
      name,
      parties: [party],
    }));
  const listed = { ...snapshot, pods: pods.flatMap((peer) => peer.pods) };
  const classOf = classNumbers(program, listed);
  const peers = pods.map((peer) => ({ name: peer.name, parties: onePerClass(peer.pods, classOf) }));
  const between = remembered(program, classOf, decide, connectionsByIndex(program, listed));
  const list: ListedConnection[] = [];
  const add = (from: { name: string; parties: readonly Party[] }, to: { name: string; parties: readonly Party[] }) => {
    const connection = combined(from.name, to.name, between, from.parties, to.parties);
    if (!isEmptySet(connection.allowed) || !isEmptySet(connection.undecided)) list.push(connection);
  };
  const [destinations, sources] = [outside('egress'), outside('ingress')];
  for (const peer of peers) {
    for (const other of peers) if (other !== peer) add(peer, other);
    for (const range of destinations) add(peer, range);
    for (const range of sources) add(range, peer);
  }
  return list.sort((one, other) => compare(one.source, other.source) || compare(one.destination, other.destination));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** What some of these may send to some of those. A flow that one pair of pods may have is not undecided because of another. */
function combined(
  source: string,
  destination: string,
  between: (source: Party, destination: Party) => Connections,
  sources: readonly Party[],
  destinations: readonly Party[],
): ListedConnection {
  const allowed = new ConnectionSetBuilder();
  const undecided = new ConnectionSetBuilder();
  const reasons = new Set<string>();
  for (const from of sources) {
    for (const to of destinations) {
      const found = between(from, to);
      allowed.addAll(found.allowed);
      undecided.addAll(found.undecided);
      for (const reason of found.reasons) reasons.add(reason);
    }
  }
  const open = allowed.build();
  const left = without(undecided.build(), open);
  return { source, destination, allowed: open, undecided: left, reasons: isEmptySet(left) ? [] : [...reasons] };
}

/** Tells which parties no policy, and no exception of the specification, tells apart. */
function classNumbers(program: PolicyProgram, snapshot: PolicySnapshot): (party: Party) => string {
  const classes = classesOf(snapshot, distinctionsOf(policiesOf(program)));
  const numbers = new Map<Party, string>();
  for (const [index, pod] of snapshot.pods.entries()) numbers.set(pod, String(classes.ofPod[index]));
  const outside = outsideClasses(program);
  const ofOutside = new Map<string, string>();
  return (party) => {
    if (party.kind !== 'outside') return numbers.get(party) ?? party.name;
    const known = ofOutside.get(party.address) ?? `outside ${outside(party)}`;
    ofOutside.set(party.address, known);
    return known;
  };
}

/** Pods of one class on one node are the same to every other; pods of one class on two nodes differ only to what runs on a node itself. */
function onePerClass(pods: readonly PodParty[], classOf: (party: Party) => string): readonly PodParty[] {
  const byClass = new Map<string, PodParty>();
  for (const pod of pods) {
    const key = `${classOf(pod)} ${pod.node}`;
    if (!byClass.has(key)) byClass.set(key, pod);
  }
  return [...byClass.values()];
}

function remembered(
  program: PolicyProgram,
  classOf: (party: Party) => string,
  decide: Decide,
  byIndex: (source: Party, destination: Party) => Connections | undefined,
): (source: Party, destination: Party) => Connections {
  const atomsOf = portAtomsOf(program);
  const known = new Map<string, Connections>();
  const places = (first: Party, second: Party): string =>
    // Only what shares its node's network is told apart by where it runs.
    [first, second].some((party) => party.kind === 'pod' && party.hostNetwork)
      ? `${placeOf(first)} ${placeOf(second)}`
      : '';
  return (source, destination) => {
    const key = `${classOf(source)}>${classOf(destination)} ${places(source, destination)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = byIndex(source, destination) ?? connectionsBetween(source, destination, atomsOf(destination), decide);
    known.set(key, found);
    return found;
  };
}

function placeOf(party: Party): string {
  return party.kind === 'pod' ? party.node : '';
}
