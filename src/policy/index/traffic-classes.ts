import { evaluateTraffic } from '../evaluate/traffic.ts';
import type { Party } from '../model/party.ts';
import type { PortTest, Traffic, TrafficTest } from '../model/traffic.ts';
import type { Classes } from './classes.ts';
import { addClass, emptyBits, fullBits, type ClassSet, noClasses, setOfBits } from './class-set.ts';
import type { TernarySet } from './ternary.ts';

/** Destinations at which a rule's lines admit a traffic: `all` and `none` where named ports make no difference. */
export type TrafficClasses = (tests: readonly TrafficTest[] | undefined) => TernarySet | 'all' | 'none';

/** A destination of which no port has a name. */
const portless: Party = { kind: 'outside', address: '' };

/** For one traffic in flows over one family. Asked once per list of lines. */
export function trafficClasses(classes: Classes, traffic: Traffic, family: 4 | 6): TrafficClasses {
  const universe = classes.list.length;
  const everyone: ClassSet = { words: fullBits(universe) };
  const named = classesByPortName(classes);
  const compute = (tests: readonly TrafficTest[]): TernarySet | 'all' | 'none' => {
    const elsewhere = evaluateTraffic(tests, traffic, { destination: portless, family });
    const names = new Set(
      tests.flatMap((test) => [...(test.ports ?? []), ...(test.notPorts ?? [])]).flatMap((test) => nameOf(test)),
    );
    if (names.size === 0 && elsewhere !== 'unknown') return elsewhere === 'yes' ? 'all' : 'none';
    if (names.size === 0) return { yes: noClasses, unknown: everyone };
    const bits = { yes: start(elsewhere === 'yes', universe), unknown: start(elsewhere === 'unknown', universe) };
    for (const member of new Set([...names].flatMap((name) => named.get(name) ?? []))) {
      const destination = classes.list[member]?.representative ?? portless;
      const truth = evaluateTraffic(tests, traffic, { destination, family });
      clear(bits.yes, member);
      clear(bits.unknown, member);
      if (truth === 'yes') addClass(bits.yes, member);
      if (truth === 'unknown') addClass(bits.unknown, member);
    }
    return { yes: setOfBits(bits.yes), unknown: setOfBits(bits.unknown) };
  };
  const known = new Map<string, TernarySet | 'all' | 'none'>();
  return (tests) => {
    if (tests === undefined) return 'all';
    const name = JSON.stringify(tests);
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = compute(tests);
    known.set(name, made);
    return made;
  };
}

const byPortName = new WeakMap<Classes, ReadonlyMap<string, readonly number[]>>();

function classesByPortName(classes: Classes): ReadonlyMap<string, readonly number[]> {
  const before = byPortName.get(classes);
  if (before !== undefined) return before;
  const made = new Map<string, number[]>();
  for (let member = 0; member < classes.podClasses; member += 1) {
    const party = classes.list[member]?.representative;
    if (party?.kind !== 'pod') continue;
    for (const name of new Set(party.ports.map((port) => port.name))) {
      const members = made.get(name);
      if (members === undefined) made.set(name, [member]);
      else members.push(member);
    }
  }
  byPortName.set(classes, made);
  return made;
}

function nameOf(test: PortTest): readonly string[] {
  return 'name' in test ? [test.name] : [];
}

function start(all: boolean, universe: number): Uint32Array {
  return all ? fullBits(universe) : emptyBits(universe);
}

function clear(bits: Uint32Array, member: number): void {
  bits[member >>> 5] = (bits[member >>> 5] ?? 0) & ~(1 << (member & 31));
}
