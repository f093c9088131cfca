import { type Fields, isFields } from '../../inventory/prune/fields.ts';
import type { PortRange, TrafficTest } from '../model/traffic.ts';
import type { SpecReader } from '../spec-reader.ts';

const protocols = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' } as const;

/** What a rule says of traffic: `protocols` in v1alpha2, `ports` in v1alpha1; undefined when it says nothing, which is any. */
export function compileTraffic(rule: Fields, where: string, reader: SpecReader): readonly TrafficTest[] | undefined {
  const older = reader.mappings(rule, 'ports', where) ?? [];
  const newer = reader.mappings(rule, 'protocols', where) ?? [];
  if (older.length > 0 && newer.length > 0)
    reader.say(`The ${where} has ports of one version beside protocols of another.`);
  const tests = [
    ...older.map((entry) => portEntry(entry, `a port of ${where}`, reader)),
    ...newer.map((entry) => protocolEntry(entry, `a protocol of ${where}`, reader)),
  ];
  return tests.length === 0 ? undefined : tests;
}

function portEntry(entry: Fields, where: string, reader: SpecReader): TrafficTest {
  reader.only(entry, new Set(['portNumber', 'portRange', 'namedPort']), where);
  const number = reader.mapping(entry, 'portNumber', where);
  const range = reader.mapping(entry, 'portRange', where);
  const name = reader.text(entry, 'namedPort', where);
  if ([number, range, name].filter((one) => one !== undefined).length !== 1)
    reader.say(`${where.replace('a port', 'A port')} must be one of a number, a range and a name.`);
  if (name !== undefined) return { ports: [{ name }] };
  if (range !== undefined) {
    reader.only(range, new Set(['protocol', 'start', 'end']), where);
    const ports = rangeOf(reader.number(range, 'start', where), reader.number(range, 'end', where), where, reader);
    return { protocols: protocolOf(range, where, reader), ports: [ports] };
  }
  reader.only(number ?? {}, new Set(['protocol', 'port']), where);
  const port = reader.number(number ?? {}, 'port', where);
  return { protocols: protocolOf(number ?? {}, where, reader), ports: [rangeOf(port, port, where, reader)] };
}

function protocolOf(from: Fields, where: string, reader: SpecReader): TrafficTest['protocols'] & object {
  const named = reader.text(from, 'protocol', where) ?? 'TCP';
  const protocol = Object.values(protocols).find((one) => one === named);
  if (protocol === undefined) reader.say(`The protocol ${named} of ${where} is unknown.`);
  return protocol === undefined ? [] : [protocol];
}

function protocolEntry(entry: Fields, where: string, reader: SpecReader): TrafficTest {
  reader.only(entry, new Set([...Object.keys(protocols), 'destinationNamedPort']), where);
  const name = reader.text(entry, 'destinationNamedPort', where);
  const named = (['tcp', 'udp', 'sctp'] as const).filter((one) => isFields(entry[one]));
  const [key] = named;
  if (named.length + (name === undefined ? 0 : 1) !== 1)
    reader.say(`${where.replace('a protocol', 'A protocol')} must be one of tcp, udp, sctp and a named port.`);
  if (name !== undefined) return { ports: [{ name }] };
  if (key === undefined) return { protocols: [] };
  const inside = reader.mapping(entry, key, where) ?? {};
  reader.only(inside, new Set(['destinationPort']), where);
  const port = reader.mapping(inside, 'destinationPort', where);
  if (port === undefined) return { protocols: [protocols[key]] };
  reader.only(port, new Set(['number', 'range']), where);
  const number = reader.number(port, 'number', where);
  const range = reader.mapping(port, 'range', where);
  if ((number === undefined) === (range === undefined))
    reader.say(`The destination port of ${where} must be one of a number and a range.`);
  reader.only(range ?? {}, new Set(['start', 'end']), where);
  const start = range === undefined ? number : reader.number(range, 'start', where);
  const end = range === undefined ? number : reader.number(range, 'end', where);
  return { protocols: [protocols[key]], ports: [rangeOf(start, end, where, reader)] };
}

function rangeOf(from: number | undefined, to: number | undefined, where: string, reader: SpecReader): PortRange {
  const valid = from !== undefined && to !== undefined && from >= 1 && from <= to && to <= 65_535;
  if (!valid) reader.say(`The ports of ${where} are no range within 1 to 65535.`);
  return { from: from ?? 0, to: to ?? 0 };
}
