import type { Fields } from '../../inventory/prune/fields.ts';
import type { FlowProtocol, PortTest, TrafficTest } from '../model/traffic.ts';
import type { SpecReader } from '../spec-reader.ts';

const byName: Readonly<Record<string, FlowProtocol>> = {
  tcp: 'TCP',
  udp: 'UDP',
  sctp: 'SCTP',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  udplite: 136,
};

const byNumber: Readonly<Record<number, FlowProtocol>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6', 132: 'SCTP' };

/** What a rule demands of the traffic, its destination's ports included; undefined: nothing. */
export function trafficOf(
  rule: Fields,
  destination: Fields,
  where: string,
  reader: SpecReader,
): TrafficTest | undefined {
  const protocol = readProtocol(rule, 'protocol', where, reader);
  const notProtocol = readProtocol(rule, 'notProtocol', where, reader);
  const ports = readPorts(destination, 'ports', where, reader);
  const notPorts = readPorts(destination, 'notPorts', where, reader);
  const icmp = readIcmp(rule, 'icmp', where, reader);
  const notIcmp = readIcmp(rule, 'notICMP', where, reader);
  const ipVersion = reader.number(rule, 'ipVersion', where);
  if (ipVersion !== undefined && ipVersion !== 4 && ipVersion !== 6)
    reader.say(`The ipVersion of ${where} is ${ipVersion}, which is neither 4 nor 6.`);
  if (icmp !== undefined && protocol !== 'ICMP' && protocol !== 'ICMPv6')
    reader.say(`The icmp of ${where} stands without the protocol ICMP or ICMPv6.`);
  if ([...ports, ...notPorts].some((port) => !('name' in port)) && !hasPorts(protocol))
    reader.say(`The port numbers of ${where} stand without a protocol that has ports.`);
  const test: TrafficTest = {
    ...(protocol === undefined ? {} : { protocols: [protocol] }),
    ...(notProtocol === undefined ? {} : { notProtocols: [notProtocol] }),
    ...(ports.length === 0 ? {} : { ports }),
    ...(notPorts.length === 0 ? {} : { notPorts }),
    ...(icmp === undefined ? {} : { icmp }),
    ...(notIcmp === undefined ? {} : { notIcmp }),
    ...(ipVersion === 4 || ipVersion === 6 ? { ipVersion } : {}),
  };
  return Object.keys(test).length === 0 ? undefined : test;
}

function hasPorts(protocol: FlowProtocol | undefined): boolean {
  return protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP';
}

/** A name in any case, or a number from 1 to 255, which may be written as text. */
function readProtocol(from: Fields, key: string, where: string, reader: SpecReader): FlowProtocol | undefined {
  const value = from[key];
  if (value === undefined || value === null) return undefined;
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : 0;
  if (Number.isInteger(number) && number > 0 && number < 256) return byNumber[number] ?? number;
  const name = typeof value === 'string' ? byName[value.toLowerCase()] : undefined;
  if (name === undefined) reader.say(`The ${key} of ${where} is no protocol that is known.`);
  return name;
}

/** Numbers, ranges as 'from:to', and names of container ports. */
export function readPorts(from: Fields, key: string, where: string, reader: SpecReader): readonly PortTest[] {
  return (reader.list(from, key, where) ?? []).flatMap((value): readonly PortTest[] => {
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
    const [, low, high] = /^(\d+)(?::(\d+))?$/.exec(text) ?? [];
    if (low === undefined && /^[A-Za-z0-9_.-]+$/.test(text)) return [{ name: text }];
    const range = { from: Number(low), to: Number(high ?? low) };
    if (low !== undefined && range.from <= range.to && range.to <= 65_535) return [range];
    reader.say(`The ${key} of ${where} has ${text === '' ? 'an entry' : text}, which is no port.`);
    return [];
  });
}

function readIcmp(
  rule: Fields,
  key: string,
  where: string,
  reader: SpecReader,
): { readonly type: number; readonly code?: number } | undefined {
  const fields = reader.mapping(rule, key, where);
  if (fields === undefined) return undefined;
  reader.only(fields, new Set(['type', 'code']), `the ${key} of ${where}`);
  const type = reader.number(fields, 'type', where);
  const code = reader.number(fields, 'code', where);
  if (type === undefined) {
    if (code !== undefined) reader.say(`The ${key} of ${where} has a code without a type.`);
    return undefined;
  }
  return code === undefined ? { type } : { type, code };
}
