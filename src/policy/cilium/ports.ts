import type { Fields } from '../../inventory/prune/fields.ts';
import type { Direction } from '../model/policy.ts';
import type { FlowProtocol, PortTest, TrafficTest } from '../model/traffic.ts';
import type { SpecReader } from '../spec-reader.ts';
import { layer7Provided } from './layer-7.ts';

/** Traffic that a rule admits, and what must hold of it besides. */
export interface PortRule {
  /** Undefined: any traffic. */
  readonly traffic: readonly TrafficTest[] | undefined;
  readonly provided: readonly string[];
  /** Its place in the rule, for the line in the YAML. */
  readonly path: readonly (string | number)[];
}

const protocols: Readonly<Record<string, readonly FlowProtocol[]>> = {
  '': ['TCP', 'UDP', 'SCTP'],
  ANY: ['TCP', 'UDP', 'SCTP'],
  TCP: ['TCP'],
  UDP: ['UDP'],
  SCTP: ['SCTP'],
  VRRP: [112],
  IGMP: [2],
};

const portRuleFields: ReadonlySet<string> = new Set([
  'ports',
  'rules',
  'terminatingTLS',
  'originatingTLS',
  'serverNames',
  'listener',
]);

const denyFields: ReadonlySet<string> = new Set(['ports']);

/**
 * The alternatives of a rule's toPorts and icmps; one that asks for nothing where there are none. What denies knows nothing
 * above layer 4.
 */
export function portRules(
  rule: Fields,
  { direction, deny }: { readonly direction: Direction; readonly deny: boolean },
  where: string,
  reader: SpecReader,
): readonly PortRule[] {
  const ports = reader.mappings(rule, 'toPorts', where) ?? [];
  const icmps = reader.mappings(rule, 'icmps', where) ?? [];
  if (ports.length > 0 && icmps.length > 0) reader.say(`The ${where} has icmps beside toPorts, which Cilium refuses.`);
  if (ports.length === 0 && icmps.length === 0) return [{ traffic: undefined, provided: [], path: [] }];
  return [
    ...ports.map((entry, index): PortRule => {
      reader.only(entry, deny ? denyFields : portRuleFields, `the toPorts of ${where}`);
      const tests = (reader.mappings(entry, 'ports', where) ?? []).map((port) => portTest(port, where, reader));
      return {
        traffic: tests.length === 0 ? undefined : tests,
        provided: layer7Provided(entry, direction, where, reader),
        path: ['toPorts', index],
      };
    }),
    ...icmps.map((entry, index): PortRule => {
      const tests = (reader.mappings(entry, 'fields', where) ?? []).map((field) => icmpTest(field, where, reader));
      return { traffic: tests.length === 0 ? undefined : tests, provided: [], path: ['icmps', index] };
    }),
  ];
}

function portTest(port: Fields, where: string, reader: SpecReader): TrafficTest {
  reader.only(port, new Set(['port', 'endPort', 'protocol']), `a port of ${where}`);
  const name = reader.text(port, 'protocol', where) ?? '';
  const admitted = protocols[name.toUpperCase()];
  if (admitted === undefined) reader.say(`A port of ${where} has the unknown protocol ${name}.`);
  const ports = portNumbers(port, where, reader);
  return { protocols: admitted ?? [], ...(ports === undefined ? {} : { ports: [ports] }) };
}

/** Undefined: every port, which Cilium writes as 0. Numbers are written as text. */
function portNumbers(port: Fields, where: string, reader: SpecReader): PortTest | undefined {
  const value = port['port'];
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const end = reader.number(port, 'endPort', where) ?? 0;
  if (/[a-z]/i.test(text) && /^[a-z0-9-]{1,15}$/i.test(text)) return { name: text.toLowerCase() };
  const from = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(from <= 65_535) || end < 0 || end > 65_535 || (end !== 0 && end < from))
    reader.say(
      `A port of ${where} is ${text === '' ? 'missing' : text}${end === 0 ? '' : ` to ${end}`}, which is none.`,
    );
  if (from === 0) return end === 0 ? undefined : { from: 0, to: end };
  return { from, to: Math.max(from, end) };
}

/** ICMP types by the names that Cilium takes, of each family. */
const icmpNames: Readonly<Record<string, number>> = {
  'IPv4 EchoReply': 0,
  'IPv4 DestinationUnreachable': 3,
  'IPv4 Redirect': 5,
  'IPv4 Echo': 8,
  'IPv4 EchoRequest': 8,
  'IPv4 RouterAdvertisement': 9,
  'IPv4 RouterSelection': 10,
  'IPv4 TimeExceeded': 11,
  'IPv4 ParameterProblem': 12,
  'IPv4 Timestamp': 13,
  'IPv4 TimestampReply': 14,
  'IPv4 Photuris': 40,
  'IPv4 ExtendedEchoRequest': 42,
  'IPv4 ExtendedEchoReply': 43,
  'IPv6 DestinationUnreachable': 1,
  'IPv6 PacketTooBig': 2,
  'IPv6 TimeExceeded': 3,
  'IPv6 ParameterProblem': 4,
  'IPv6 EchoRequest': 128,
  'IPv6 EchoReply': 129,
  'IPv6 MulticastListenerQuery': 130,
  'IPv6 MulticastListenerReport': 131,
  'IPv6 MulticastListenerDone': 132,
  'IPv6 RouterSolicitation': 133,
  'IPv6 RouterAdvertisement': 134,
  'IPv6 NeighborSolicitation': 135,
  'IPv6 NeighborAdvertisement': 136,
  'IPv6 RedirectMessage': 137,
};

function icmpTest(field: Fields, where: string, reader: SpecReader): TrafficTest {
  reader.only(field, new Set(['family', 'type']), `the icmps of ${where}`);
  const family = reader.text(field, 'family', where) ?? 'IPv4';
  if (family !== 'IPv4' && family !== 'IPv6') reader.say(`The icmps of ${where} have the unknown family ${family}.`);
  const type = icmpType(field['type'], family);
  if (type === undefined) reader.say(`The icmps of ${where} have a type that is not known.`);
  return { protocols: [family === 'IPv6' ? 'ICMPv6' : 'ICMP'], ...(type === undefined ? {} : { icmp: { type } }) };
}

function icmpType(value: unknown, family: string): number | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return Number(text);
  return icmpNames[`${family} ${text}`];
}
