import { type Fields, fieldsOf, isFields, numberOf, textOf } from '../../inventory/prune/fields.ts';
import type { Parsed } from '../reading/parsed.ts';
import type { EmptyPolicy, PolicyEntry } from './bpf-policy.ts';

/** IANA's numbers of the protocols that policies tell apart. */
const protocols: Readonly<Record<number, string>> = {
  0: 'ANY',
  1: 'ICMP',
  6: 'TCP',
  17: 'UDP',
  58: 'ICMPv6',
  132: 'SCTP',
};

/** Bits of a key before its protocol and port: identity, direction and padding. */
const staticBits = 40;

/**
 * Reads `cilium-dbg bpf policy get … -o json`: the kernel's map as it is (pkg/maps/policymap), so ports are in the network's
 * byte order and identities are numbers. With --all a list of maps, each with its endpoint.
 */
export function policyMapsOfJson(lines: readonly string[]): Parsed<PolicyEntry | EmptyPolicy> {
  let value: unknown;
  try {
    value = JSON.parse(lines.join('\n'));
  } catch {
    return { items: [], unparsed: [...lines], failure: 'the JSON is cut or broken' };
  }
  const items: (PolicyEntry | EmptyPolicy)[] = [];
  const unparsed: string[] = [];
  const read = (entries: unknown, endpoint: string | undefined) => {
    if (!Array.isArray(entries) || entries.length === 0) items.push({ kind: 'empty' });
    for (const entry of Array.isArray(entries) ? entries : []) {
      const found = isFields(entry) ? entryOf(entry, endpoint) : undefined;
      if (found === undefined) unparsed.push(JSON.stringify(entry));
      else items.push(found);
    }
  };
  const maps = (Array.isArray(value) ? value : [value]).filter(isFields).filter((one) => 'EndpointID' in one);
  if (maps.length > 0) for (const map of maps) read(map['Content'], textOf(map, 'EndpointID'));
  else read(value, undefined);
  return { items, unparsed, failure: undefined };
}

function entryOf(entry: Fields, endpoint: string | undefined): PolicyEntry | undefined {
  const key = fieldsOf(entry, 'Key');
  const identity = numberOf(key, 'Identity');
  const direction = numberOf(key, 'TrafficDirection');
  if (identity === undefined || direction === undefined) return undefined;
  const proxy = hostOrder(numberOf(entry, 'ProxyPortNetwork') ?? numberOf(entry, 'ProxyPort') ?? 0);
  return {
    kind: 'entry',
    policy: ((numberOf(entry, 'Flags') ?? 0) & 1) === 1 ? 'Deny' : 'Allow',
    direction: direction === 0 ? 'Ingress' : 'Egress',
    labels: [identity === 0 ? 'ANY' : `identity ${identity}`],
    port: portOf(key),
    proxyPort: proxy === 0 ? undefined : String(proxy),
    bytes: countOf(entry, 'Bytes'),
    packets: countOf(entry, 'Packets'),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** '53/TCP', '8000-8191/TCP', 'TCP', 'ANY'. */
function portOf(key: Fields): string {
  const number = numberOf(key, 'Nexthdr') ?? 0;
  const protocol = protocols[number] ?? `protocol ${number}`;
  const port = hostOrder(numberOf(key, 'DestPortNetwork') ?? numberOf(key, 'DestPort') ?? 0);
  if (port === 0) return protocol;
  const prefix = numberOf(key, 'Prefixlen');
  const bits = prefix === undefined ? 16 : prefix - staticBits - 8;
  return bits > 0 && bits < 16 ? `${port}-${port + (0xffff >> bits)}/${protocol}` : `${port}/${protocol}`;
}

/** Nodes of all architectures that Cilium is made for are little-endian. */
function hostOrder(port: number): number {
  return ((port & 0xff) << 8) | (port >> 8);
}

/** The largest number of all stands for one that is not counted. */
function countOf(entry: Fields, key: string): number | undefined {
  const count = numberOf(entry, key);
  return count === undefined || count > Number.MAX_SAFE_INTEGER ? undefined : count;
}
