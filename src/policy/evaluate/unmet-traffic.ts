import type { FlowProtocol, PortTest, Traffic, TrafficTest } from '../model/traffic.ts';
import type { Unmet } from '../model/verdict.ts';
import { listWords } from './condition-words.ts';
import { evaluateTraffic, portRanges, sameProtocol, type TrafficContext } from './traffic.ts';

/** What of the traffic a rule's lines do not list: the protocol, or else the port. */
export function unmetTraffic(
  tests: readonly TrafficTest[] | undefined,
  traffic: Traffic,
  context: TrafficContext,
): readonly Unmet[] {
  if (tests === undefined || evaluateTraffic(tests, traffic, context) === 'yes') return [];
  const sameKind = tests.filter((test) => admitsProtocol(test, traffic.protocol));
  if (sameKind.length === 0) {
    const listed = [...new Set(tests.flatMap((test) => test.protocols ?? []).map(protocolWords))];
    const found = protocolWords(traffic.protocol);
    return [unmet(`protocol ${listWords(listed)}`, found, `${found} not listed, only ${listWords(listed)}`)];
  }
  const ports = sameKind.flatMap((test) => test.ports ?? []);
  if (ports.length > 0) {
    const words = [...new Set(ports.map((port) => portWords(port, traffic.protocol, context)))];
    const found = traffic.port === undefined ? 'no port' : `port ${traffic.port}`;
    return [unmet(`port ${listWords(words)}`, found, `${found} not in ${words.join(', ')}`)];
  }
  const [first] = sameKind;
  if (first?.icmp !== undefined) {
    const found = foundIcmp(traffic);
    return [unmet(`ICMP type ${icmpWords(first.icmp)}`, found, `${found} is not type ${icmpWords(first.icmp)}`)];
  }
  return [unmet('other traffic', trafficWords(traffic), `${trafficWords(traffic)} is excepted`)];
}

/** 'TCP 8080', 'ICMP type 8', 'protocol 47'. */
export function trafficWords({ protocol, port, icmp }: Traffic): string {
  if (icmp !== undefined) return `${protocolWords(protocol)} type ${icmpWords(icmp)}`;
  return port === undefined ? protocolWords(protocol) : `${protocolWords(protocol)} ${port}`;
}

function unmet(expected: string, found: string, words: string): Unmet {
  return { on: 'traffic', expected, found, words };
}

function admitsProtocol({ protocols, notProtocols }: TrafficTest, protocol: FlowProtocol): boolean {
  return (
    (protocols === undefined || protocols.some((one) => sameProtocol(one, protocol))) &&
    !(notProtocols ?? []).some((one) => sameProtocol(one, protocol))
  );
}

function protocolWords(protocol: FlowProtocol): string {
  return typeof protocol === 'number' ? `protocol ${protocol}` : protocol;
}

/** A range by its ends; a name with the number that the destination gives it. */
function portWords(test: PortTest, protocol: FlowProtocol, { destination }: TrafficContext): string {
  if (!('name' in test)) return test.from === test.to ? `${test.from}` : `${test.from}-${test.to}`;
  const ports = portRanges(test, protocol, destination).map(({ from }) => from);
  return ports.length === 0
    ? `named ${test.name} (which the destination lacks)`
    : `named ${test.name} (${ports.join(', ')})`;
}

function icmpWords({ type, code }: { readonly type: number; readonly code?: number }): string {
  return code === undefined ? `${type}` : `${type} code ${code}`;
}

function foundIcmp(traffic: Traffic): string {
  return traffic.icmp === undefined ? trafficWords(traffic) : `type ${icmpWords(traffic.icmp)}`;
}
