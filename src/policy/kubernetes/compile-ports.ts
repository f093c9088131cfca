import type { Fields } from '../../inventory/prune/fields.ts';
import type { PortTest, TrafficTest } from '../model/traffic.ts';
import type { SpecReader } from '../spec-reader.ts';

const portFields: ReadonlySet<string> = new Set(['protocol', 'port', 'endPort']);
const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** The ports of a rule; empty when it lists none, which is any traffic. Without a protocol a port is TCP. */
export function compilePorts(rule: Fields, where: string, reader: SpecReader): readonly TrafficTest[] {
  return (reader.mappings(rule, 'ports', where) ?? []).map((entry) => {
    reader.only(entry, portFields, `a port of ${where}`);
    const named = reader.text(entry, 'protocol', `a port of ${where}`) ?? 'TCP';
    const protocol = protocols.find((one) => one === named);
    if (protocol === undefined) reader.say(`A port of ${where} has the unknown protocol ${named}.`);
    const ports = portTest(entry, where, reader);
    return { protocols: protocol === undefined ? [] : [protocol], ...(ports === undefined ? {} : { ports: [ports] }) };
  });
}

function portTest(entry: Fields, where: string, reader: SpecReader): PortTest | undefined {
  const port = entry['port'] ?? undefined;
  const end = reader.number(entry, 'endPort', `a port of ${where}`);
  if (typeof port === 'string') {
    if (end !== undefined) reader.say(`A port of ${where} has an endPort without a port number to begin at.`);
    if (!/[a-z]/i.test(port))
      reader.say(`A port of ${where} is the text "${port}", which is neither a number nor a name.`);
    return { name: port };
  }
  if (port === undefined) {
    if (end !== undefined) reader.say(`A port of ${where} has an endPort without a port number to begin at.`);
    return undefined;
  }
  if (!isPort(port)) {
    reader.say(`A port of ${where} is no port number from 1 to 65535.`);
    return undefined;
  }
  if (end === undefined) return { from: port, to: port };
  if (!isPort(end)) reader.say(`A port of ${where} has an endPort that is no port number from 1 to 65535.`);
  else if (end < port) reader.say(`A port of ${where} ends at ${end}, before it begins at ${port}.`);
  return { from: port, to: end };
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}
