import { sameProtocol } from '../evaluate/traffic.ts';
import { directionsOf, policiesOf, trafficTestsOf } from '../index/conditions-of.ts';
import type { Party } from '../model/party.ts';
import type { PolicyProgram } from '../model/policy.ts';
import type { PortRange, TrafficTest } from '../model/traffic.ts';
import { allPorts, listedProtocols, type ListedProtocol } from './connection-set.ts';

/** Ports within which no policy tells two of them apart, by protocol. */
export type PortAtoms = Readonly<Record<ListedProtocol, readonly PortRange[]>>;

/** Makes the atoms of a program, which differ between destinations only by their named ports. */
export function portAtomsOf(program: PolicyProgram): (destination: Party) => PortAtoms {
  const governing = policiesOf(program).filter((policy) => directionsOf(policy).length > 0);
  return portAtomsOfTests(governing.flatMap((policy) => trafficTestsOf(policy)));
}

/** The same of some lines of ports. */
export function portAtomsOfTests(tests: readonly TrafficTest[]): (destination: Party) => PortAtoms {
  const starts: Record<ListedProtocol, Set<number>> = { SCTP: new Set([1]), TCP: new Set([1]), UDP: new Set([1]) };
  const names = new Set<string>();
  for (const test of tests) {
    for (const port of [...(test.ports ?? []), ...(test.notPorts ?? [])]) {
      if ('name' in port) names.add(port.name);
      else for (const protocol of protocolsOf(test)) cut(starts[protocol], port);
    }
  }
  const plain = atomsFrom(starts);
  return (destination) => {
    const named = destination.kind === 'pod' ? destination.ports.filter((port) => names.has(port.name)) : [];
    if (named.length === 0) return plain;
    const own = { SCTP: new Set(starts.SCTP), TCP: new Set(starts.TCP), UDP: new Set(starts.UDP) };
    for (const { protocol, port } of named) cut(own[protocol], { from: port, to: port });
    return atomsFrom(own);
  };
}

function protocolsOf({ protocols }: TrafficTest): readonly ListedProtocol[] {
  return protocols === undefined
    ? listedProtocols
    : listedProtocols.filter((protocol) => protocols.some((one) => sameProtocol(one, protocol)));
}

function cut(starts: Set<number>, { from, to }: PortRange): void {
  if (from > allPorts.from && from <= allPorts.to) starts.add(from);
  if (to >= allPorts.from && to < allPorts.to) starts.add(to + 1);
}

function atomsFrom(starts: Readonly<Record<ListedProtocol, ReadonlySet<number>>>): PortAtoms {
  const ranges = (protocol: ListedProtocol): readonly PortRange[] => {
    const sorted = [...starts[protocol]].sort((one, other) => one - other);
    return sorted.map((from, index) => ({ from, to: (sorted[index + 1] ?? allPorts.to + 1) - 1 }));
  };
  return { SCTP: ranges('SCTP'), TCP: ranges('TCP'), UDP: ranges('UDP') };
}
