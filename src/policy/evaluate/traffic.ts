import type { Party } from '../model/party.ts';
import type { FlowProtocol, PortRange, PortTest, Traffic, TrafficTest } from '../model/traffic.ts';
import { type Truth, truthOf } from './truth.ts';

const protocolNumbers: Readonly<Record<Exclude<FlowProtocol, number>, number>> = {
  ICMP: 1,
  TCP: 6,
  UDP: 17,
  ICMPv6: 58,
  SCTP: 132,
};

/** What a traffic test asks about beside the traffic: whose named ports count, and the family of the flow's addresses. */
export interface TrafficContext {
  readonly destination: Party;
  readonly family: 4 | 6 | undefined;
}

/** Whether one of a rule's lines admits the traffic; a rule without lines admits any. */
export function evaluateTraffic(
  tests: readonly TrafficTest[] | undefined,
  traffic: Traffic,
  context: TrafficContext,
): Truth {
  if (tests === undefined) return 'yes';
  let result: Truth = 'no';
  for (const test of tests) {
    const truth = testTruth(test, traffic, context);
    if (truth === 'yes') return 'yes';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

export function sameProtocol(first: FlowProtocol, second: FlowProtocol): boolean {
  return protocolNumber(first) === protocolNumber(second);
}

/** The ports that a test of ports stands for at a destination: a name may be several ports, or none. */
export function portRanges(test: PortTest, protocol: FlowProtocol, destination: Party): readonly PortRange[] {
  if (!('name' in test)) return [test];
  if (destination.kind !== 'pod') return [];
  return destination.ports
    .filter((port) => port.name === test.name && sameProtocol(port.protocol, protocol))
    .map(({ port }) => ({ from: port, to: port }));
}

/** Whether a protocol has ports at all. */
export function hasPorts(protocol: FlowProtocol): boolean {
  return [6, 17, 132, 136].includes(protocolNumber(protocol));
}

function protocolNumber(protocol: FlowProtocol): number {
  return typeof protocol === 'number' ? protocol : protocolNumbers[protocol];
}

function testTruth(test: TrafficTest, traffic: Traffic, { destination, family }: TrafficContext): Truth {
  const { protocol, port } = traffic;
  if (test.protocols !== undefined && !test.protocols.some((one) => sameProtocol(one, protocol))) return 'no';
  if (test.notProtocols?.some((one) => sameProtocol(one, protocol))) return 'no';
  const icmp = test.icmp === undefined ? 'yes' : icmpTruth(test.icmp, traffic);
  const notIcmp = test.notIcmp === undefined ? 'no' : icmpTruth(test.notIcmp, traffic);
  if (icmp === 'no' || notIcmp === 'yes') return 'no';
  if (test.ipVersion !== undefined && family !== undefined && family !== test.ipVersion) return 'no';
  const open = icmp === 'unknown' || notIcmp === 'unknown' || (test.ipVersion !== undefined && family === undefined);
  let result: Truth = open ? 'unknown' : 'yes';
  if (test.ports !== undefined) {
    const truth = portTruth(test.ports, protocol, port, destination);
    if (truth === 'no') return 'no';
    if (truth === 'unknown') result = 'unknown';
  }
  if (test.notPorts !== undefined) {
    const truth = portTruth(test.notPorts, protocol, port, destination);
    if (truth === 'yes') return 'no';
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}

function portTruth(
  tests: readonly PortTest[],
  protocol: FlowProtocol,
  port: number | undefined,
  destination: Party,
): Truth {
  if (!hasPorts(protocol)) return 'no';
  const ranges = tests.flatMap((test) => portRanges(test, protocol, destination));
  if (port === undefined) return ranges.length === 0 ? 'no' : 'unknown';
  return truthOf(ranges.some(({ from, to }) => from <= port && port <= to));
}

/** Without a type, nothing is known of an ICMP message; other protocols have none. */
function icmpTruth(test: NonNullable<TrafficTest['icmp']>, { protocol, icmp }: Traffic): Truth {
  if (icmp === undefined) return sameProtocol(protocol, 'ICMP') || sameProtocol(protocol, 'ICMPv6') ? 'unknown' : 'no';
  if (icmp.type !== test.type) return 'no';
  return test.code === undefined ? 'yes' : icmp.code === undefined ? 'unknown' : truthOf(icmp.code === test.code);
}

/** Whether it is one of the protocols that NetworkPolicy speaks of. */
export function hasNetworkPolicyPorts(protocol: FlowProtocol): boolean {
  return [6, 17, 132].includes(protocolNumber(protocol));
}
