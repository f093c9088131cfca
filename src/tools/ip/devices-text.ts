import { isComplaint, type Parsed } from '../reading/parsed.ts';
import type { LinkCounters, NetworkDevice } from './device.ts';
import { after, numberAfter, wordsOf } from './words.ts';

const kinds: ReadonlySet<string> = new Set([
  'bridge',
  'vxlan',
  'veth',
  'ipip',
  'ip6tnl',
  'gre',
  'geneve',
  'wireguard',
  'dummy',
  'vlan',
  'macvlan',
  'ipvlan',
  'bond',
  'tun',
  'vrf',
  'netkit',
  'ifb',
]);

const head = /^(\d+): ([^:@\s]+)(?:@([^:\s]+))?: <([^>]*)>(.*)$/;
const brief = /^(\S+?)(?:@(\S+))?\s+(UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING)(?:\s+(.*))?$/;
const mac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;

/** Reads the text of `ip link` and `ip addr`, long (also -d, -s) or brief (-br). */
export function parseDeviceText(lines: readonly string[]): Parsed<NetworkDevice> {
  const items: NetworkDevice[] = [];
  const unparsed: string[] = [];
  let failure: string | undefined;
  let counted: 'received' | 'sent' | undefined;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const begun = deviceOf(line);
    if (begun !== undefined) {
      items.push(begun);
      counted = undefined;
      continue;
    }
    if (isComplaint(line)) {
      failure ??= line.trim();
      continue;
    }
    const device = items.at(-1);
    const [, way] = /^\s+(RX|TX):\s+bytes/.exec(line) ?? [];
    if (way !== undefined) {
      counted = way === 'RX' ? 'received' : 'sent';
      continue;
    }
    const more = device && (counted === undefined ? detailOf(line) : countedOf(counted, line));
    counted = undefined;
    if (device === undefined || more === undefined) unparsed.push(line);
    else items[items.length - 1] = { ...device, ...more, addresses: [...device.addresses, ...(more.addresses ?? [])] };
  }
  return { items, unparsed, failure };
}

const nothing: Omit<NetworkDevice, 'name'> = {
  index: undefined,
  peer: undefined,
  flags: [],
  mtu: undefined,
  state: undefined,
  queueing: undefined,
  master: undefined,
  mac: undefined,
  kind: undefined,
  vxlan: undefined,
  addresses: [],
  received: undefined,
  sent: undefined,
};

/** The line a device begins with, in the long or the brief form; undefined for other lines. */
function deviceOf(line: string): NetworkDevice | undefined {
  const [, index, name, peer, flags = '', rest = ''] = head.exec(line) ?? [];
  if (name !== undefined) {
    const words = wordsOf(rest);
    return {
      ...nothing,
      index: Number(index),
      name,
      peer,
      flags: flags.split(',').filter((flag) => flag !== ''),
      mtu: numberAfter(words, 'mtu'),
      state: after(words, 'state'),
      queueing: after(words, 'qdisc'),
      master: after(words, 'master'),
    };
  }
  const [, short, other, state, more = ''] = brief.exec(line) ?? [];
  if (short === undefined || /^\s/.test(line)) return undefined;
  const words = wordsOf(more);
  return {
    ...nothing,
    name: short,
    peer: other,
    state,
    mac: words.find((word) => mac.test(word)),
    flags: (/<([^>]*)>/.exec(more)?.[1] ?? '').split(',').filter((flag) => flag !== ''),
    addresses: words.filter((word) => word.includes('/')),
  };
}

/** What an indented line adds; undefined for what is not known. */
function detailOf(line: string): Partial<NetworkDevice> | undefined {
  const words = wordsOf(line);
  const [first = '', second = ''] = words;
  if (!/^\s/.test(line)) return undefined;
  if (first.startsWith('link/')) {
    const mtu = words.includes('promiscuity') ? kindOf(words.slice(2)) : {};
    return { ...(mac.test(second) ? { mac: second } : {}), ...mtu };
  }
  if (first === 'inet' || first === 'inet6') return { addresses: [second] };
  if (first.startsWith('valid_lft') || first === 'altname' || first === 'alias' || first.startsWith('bridge_slave'))
    return {};
  return kinds.has(first) ? kindOf(words) : undefined;
}

function kindOf(words: readonly string[]): Partial<NetworkDevice> {
  const kind = words.find((word) => kinds.has(word));
  if (kind === undefined) return {};
  if (kind !== 'vxlan') return { kind };
  return {
    kind,
    vxlan: {
      id: numberAfter(words, 'id'),
      local: after(words, 'local'),
      port: numberAfter(words, 'dstport'),
      learning: words.includes('nolearning') ? false : words.includes('learning') ? true : undefined,
      under: after(words, 'dev'),
    },
  };
}

function countedOf(way: 'received' | 'sent', line: string): Partial<NetworkDevice> | undefined {
  const counters = countersOfLine(line);
  return counters && { [way]: counters };
}

/** 'bytes packets errors dropped …' under their headings. */
function countersOfLine(line: string): LinkCounters | undefined {
  const [bytes, packets, errors, dropped] = wordsOf(line).map(Number);
  if (bytes === undefined || packets === undefined || errors === undefined || dropped === undefined) return undefined;
  return [bytes, packets, errors, dropped].every(Number.isFinite) ? { bytes, packets, errors, dropped } : undefined;
}
