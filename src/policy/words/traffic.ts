import { listWords } from '../evaluate/condition-words.ts';
import type { FlowProtocol, PortTest, TrafficTest } from '../model/traffic.ts';

/** What a rule's lines admit: 'any port', 'TCP 80 or UDP 53', 'any protocol but TCP'. */
export function trafficTestsWords(tests: readonly TrafficTest[] | undefined): string {
  return tests === undefined ? 'any port' : tests.map(testWords).join(' or ');
}

function testWords(test: TrafficTest): string {
  const ports = (test.ports ?? []).map(portWords);
  const notPorts = (test.notPorts ?? []).map(portWords);
  return [
    ...(test.ipVersion === undefined ? [] : [`IPv${test.ipVersion}`]),
    protocolsWords(test, ports.length === 0 && test.icmp === undefined),
    ...(test.icmp === undefined ? [] : [`type ${icmpWords(test.icmp)}`]),
    ...(test.notIcmp === undefined ? [] : [`of any type but ${icmpWords(test.notIcmp)}`]),
    ...(ports.length === 0 ? [] : [listWords(ports)]),
    ...(notPorts.length === 0 ? [] : [`but not ${listWords(notPorts)}`]),
  ].join(' ');
}

/** `alone`: no port or type follows. */
function protocolsWords({ protocols, notProtocols }: TrafficTest, alone: boolean): string {
  const but = notProtocols === undefined ? '' : ` but ${listWords(notProtocols.map(protocolWords))}`;
  if (protocols === undefined) return alone ? `any protocol${but}` : `port${but}`;
  const named = listWords(protocols.map(protocolWords));
  const haveAllPorts = protocols.every((protocol) => protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP');
  return alone && haveAllPorts ? `any ${named} port${but}` : `${named}${but}`;
}

function protocolWords(protocol: FlowProtocol): string {
  return typeof protocol === 'number' ? `protocol ${protocol}` : protocol;
}

function portWords(port: PortTest): string {
  if ('name' in port) return `port named ${port.name}`;
  return port.from === port.to ? String(port.from) : `${port.from}-${port.to}`;
}

function icmpWords({ type, code }: { readonly type: number; readonly code?: number }): string {
  return code === undefined ? String(type) : `${type} code ${code}`;
}
