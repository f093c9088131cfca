import { evaluateTraffic } from '../evaluate/traffic.ts';
import type { NamedPort, Party } from '../model/party.ts';
import type { Traffic, TrafficTest } from '../model/traffic.ts';
import type { Classes } from './classes.ts';
import {
  addTo,
  type ClassSet,
  emptyBits,
  fullBits,
  keepBits,
  removeFrom,
  setOfBits,
  setOfMembers,
} from './class-set.ts';
import type { TernarySet } from './ternary.ts';

/** Destinations at which a rule's lines admit a traffic: `all` and `none` where named ports make no difference. */
export type TrafficClasses = (tests: readonly TrafficTest[] | undefined) => TernarySet | 'all' | 'none';

/** A destination of which no port has a name. */
const portless: Party = { kind: 'outside', address: '' };

/** For one traffic in flows over one family. Asked once per list of lines. */
export function trafficClasses(classes: Classes, traffic: Traffic, family: 4 | 6): TrafficClasses {
  const universe = classes.list.length;
  const tables = portTables(classes);
  const compute = (tests: readonly TrafficTest[]): TernarySet | 'all' | 'none' => {
    const elsewhere = evaluateTraffic(tests, traffic, { destination: portless, family });
    const named = tests.some(({ ports = [], notPorts = [] }) => [...ports, ...notPorts].some((port) => 'name' in port));
    if (!named && elsewhere !== 'unknown') return elsewhere === 'yes' ? 'all' : 'none';
    const bits = { yes: emptyBits(universe), no: emptyBits(universe), unknown: emptyBits(universe) };
    bits[elsewhere].fill(0xffff_ffff);
    for (const { destination, members } of tables) {
      const truth = evaluateTraffic(tests, traffic, { destination, family });
      if (truth === elsewhere) continue;
      removeFrom(bits[elsewhere], members);
      addTo(bits[truth], members);
    }
    const everyone = fullBits(universe);
    keepBits(bits.yes, everyone);
    keepBits(bits.unknown, everyone);
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

/** Classes whose pods have the same ports: one of them answers for all. */
interface PortTable {
  readonly destination: Party;
  readonly members: ClassSet;
}

const tablesOf = new WeakMap<Classes['list'], readonly PortTable[]>();

function portTables({ list }: Classes): readonly PortTable[] {
  const before = tablesOf.get(list);
  if (before !== undefined) return before;
  const byPorts = new Map<string, { readonly destination: Party; readonly members: number[] }>();
  for (const [member, { representative }] of list.entries()) {
    if (representative.kind !== 'pod' || representative.ports.length === 0) continue;
    const key = spelled(representative.ports);
    const table = byPorts.get(key);
    if (table === undefined) byPorts.set(key, { destination: representative, members: [member] });
    else table.members.push(member);
  }
  const made = Array.from(byPorts.values(), ({ destination, members }) => ({
    destination,
    members: setOfMembers(members, list.length),
  }));
  tablesOf.set(list, made);
  return made;
}

function spelled(ports: readonly NamedPort[]): string {
  return ports.map(({ name, port, protocol }) => `${name} ${port} ${protocol}`).join(',');
}
