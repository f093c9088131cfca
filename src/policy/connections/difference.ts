import type { AddressRange } from '../model/condition.ts';
import type { Direction, PolicyProgram } from '../model/policy.ts';
import type { PolicySnapshot } from '../model/snapshot.ts';
import { connectionText, isEmptySet, without } from './connection-set.ts';
import { blocksOf } from './external-ranges.ts';
import { joinRanges } from './join-ranges.ts';
import { type ListedConnection, listConnections } from './list.ts';
import { type Granularity, listedPeers } from './listed-peers.ts';
import { csv } from './text.ts';

/** A set of policies, compiled, with the cluster that it governs. */
export interface Governed {
  readonly program: PolicyProgram;
  readonly snapshot: PolicySnapshot;
}

/** What changed between two names. */
export interface ConnectionChange {
  readonly type: 'changed' | 'added' | 'removed';
  readonly source: string;
  readonly destination: string;
  /** Before and after: 'TCP 80', 'No Connections'. */
  readonly ref1: string;
  readonly ref2: string;
  /** 'workload shop/web[Deployment] added'; empty when both are there before and after. */
  readonly workloads: string;
}

/** The flows that the second set opens, closes or changes, against the first: changed, then added, then removed ones. */
export function connectionChanges(
  first: Governed,
  second: Governed,
  granularity: Granularity,
): { readonly changes: readonly ConnectionChange[]; readonly undecided: readonly ListedConnection[] } {
  // Both are cut alike, or no range of one would be a range of the other.
  const blocks = { ingress: both(first, second, 'ingress'), egress: both(first, second, 'egress') };
  const list = ({ program, snapshot }: Governed) =>
    listConnections(program, snapshot, { granularity, cuts: (direction) => blocks[direction] });
  const before = byPair(list(first));
  const after = byPair(list(second));
  const names = {
    first: new Set(listedPeers(first.snapshot.pods, granularity).map(({ name }) => name)),
    second: new Set(listedPeers(second.snapshot.pods, granularity).map(({ name }) => name)),
  };
  const changes: ConnectionChange[] = [];
  for (const pair of new Set([...before.keys(), ...after.keys()])) {
    const change = changeOf(before.get(pair), after.get(pair), names);
    if (change !== undefined) changes.push(change);
  }
  const undecided = [...before.values(), ...after.values()].filter((one) => !isEmptySet(one.undecided));
  return { changes: joined(joined(changes, 'source'), 'destination').toSorted(inOrder), undecided };
}

/** Ranges outside that touch and changed alike, as one. */
function joined(changes: readonly ConnectionChange[], end: 'source' | 'destination'): readonly ConnectionChange[] {
  const alike = Map.groupBy(changes, (change) => JSON.stringify({ ...change, [end]: '' }));
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return joinRanges(group.map((change) => change[end])).map((name) => ({ ...first, [end]: name }));
  });
}

/** 'Connectivity diff:' and a line for each change; nothing where nothing changed. */
export function changeLines(changes: readonly ConnectionChange[]): string {
  if (changes.length === 0) return '';
  const lines = changes.map(
    ({ type, source, destination, ref1, ref2, workloads }) =>
      `diff-type: ${type}, source: ${source}, destination: ${destination}, ref1: ${ref1}, ref2: ${ref2}${workloads === '' ? '' : `, workloads-diff-info: ${workloads}`}\n`,
  );
  return `Connectivity diff:\n${lines.join('')}`;
}

/** The changes as comma-separated values with a head line; nothing where nothing changed. */
export function changeCsv(changes: readonly ConnectionChange[]): string {
  if (changes.length === 0) return '';
  return csv(
    ['diff-type', 'source', 'destination', 'ref1', 'ref2', 'workloads-diff-info'],
    changes.map(({ type, source, destination, ref1, ref2, workloads }) => [
      type,
      source,
      destination,
      ref1,
      ref2,
      workloads,
    ]),
  );
}

function both(first: Governed, second: Governed, direction: Direction): readonly AddressRange[] {
  return [...blocksOf(first.program, direction), ...blocksOf(second.program, direction)];
}

function byPair(list: readonly ListedConnection[]): Map<string, ListedConnection> {
  return new Map(list.map((one) => [`${one.source} => ${one.destination}`, one]));
}

const types = ['changed', 'added', 'removed'] as const;

function inOrder(one: ConnectionChange, other: ConnectionChange): number {
  const place = types.indexOf(one.type) - types.indexOf(other.type);
  if (place !== 0) return place;
  const [first, second] = [one, other].map(({ source, destination }) => `${source} ${destination}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

/** Both sides name what is surely allowed; where nothing is, but something may be, neither 'added' nor 'removed' could be said. */
function changeOf(
  before: ListedConnection | undefined,
  after: ListedConnection | undefined,
  names: { readonly first: ReadonlySet<string>; readonly second: ReadonlySet<string> },
): ConnectionChange | undefined {
  const { source, destination } = before ?? after ?? { source: '', destination: '' };
  const ref1 = connectionText(before?.allowed ?? {});
  const ref2 = connectionText(after?.allowed ?? {});
  if (ref1 === ref2) return undefined;
  if (isEmptySet(before?.allowed ?? {}) && isEmptySet(without(after?.allowed ?? {}, before?.undecided ?? {})))
    return undefined;
  if (isEmptySet(after?.allowed ?? {}) && isEmptySet(without(before?.allowed ?? {}, after?.undecided ?? {})))
    return undefined;
  const none = connectionText({});
  const gone = [source, destination].filter((name) => names.first.has(name) && !names.second.has(name));
  const come = [source, destination].filter((name) => names.second.has(name) && !names.first.has(name));
  return {
    type: ref1 === none ? 'added' : ref2 === none ? 'removed' : 'changed',
    source,
    destination,
    ref1,
    ref2,
    workloads: [...words(gone, 'removed'), ...words(come, 'added')].join(', '),
  };
}

function words(names: readonly string[], what: string): readonly string[] {
  if (names.length === 0) return [];
  return [`workload ${names.join(' and ')} ${what}`];
}
