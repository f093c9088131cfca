import { addressFamily } from '../../link/address.ts';
import { numberOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import { type Parsed, parseEach, parseJsonList } from '../reading/parsed.ts';
import { after, numberAfter, wordsOf } from './words.ts';

/** One line of `ip route show` or `ip route get`. */
export interface Route {
  /** 'unicast' unless said: 'blackhole', 'unreachable', 'prohibit', 'local', 'broadcast', 'throw'… */
  readonly type: string;
  /** 'default', a CIDR, or an address. */
  readonly destination: string;
  readonly gateway: string | undefined;
  readonly device: string | undefined;
  /** 'kernel', 'bird', 'dhcp', '80' (Calico's own)… */
  readonly protocol: string | undefined;
  readonly scope: string | undefined;
  readonly source: string | undefined;
  readonly metric: number | undefined;
  readonly table: string | undefined;
  readonly mtu: number | undefined;
  /** 'onlink', 'linkdown', 'dead', 'pervasive', 'offload'. */
  readonly flags: readonly string[];
}

const types: ReadonlySet<string> = new Set([
  'unicast',
  'local',
  'broadcast',
  'multicast',
  'throw',
  'unreachable',
  'prohibit',
  'blackhole',
  'nat',
  'anycast',
]);
const flags: ReadonlySet<string> = new Set([
  'onlink',
  'linkdown',
  'dead',
  'pervasive',
  'offload',
  'rt_offload',
  'trap',
]);

/** Reads `ip route` in text or JSON (-j), of any table, and `ip route get`. Further hops of one route are routes to it. */
export function parseRoutes(lines: readonly string[]): Parsed<Route> {
  const json = parseJsonList(lines, (fields): Route | undefined => {
    const destination = textOf(fields, 'dst');
    if (destination === '') return undefined;
    const text = (key: string) => textOf(fields, key) || undefined;
    return {
      type: text('type') ?? 'unicast',
      destination,
      gateway: text('gateway'),
      device: text('dev'),
      protocol: text('protocol'),
      scope: text('scope'),
      source: text('prefsrc'),
      metric: numberOf(fields, 'metric'),
      table: text('table'),
      mtu: undefined,
      flags: textsOf(fields, 'flags'),
    };
  });
  if (json !== undefined) return json;
  let last: Route | undefined;
  return parseEach(joined(lines), (line) => {
    const words = wordsOf(line);
    if (words[0] !== 'nexthop' || last === undefined) {
      const route = routeOf(words);
      last = route;
      return route;
    }
    const hop = routeOf([last.destination, ...words.slice(1)]);
    return hop && { ...hop, ...shared(last) };
  });
}

/** What the hops of a multipath route have in common. */
function shared({
  destination,
  protocol,
  metric,
  type,
}: Route): Pick<Route, 'destination' | 'protocol' | 'metric' | 'type'> {
  return { destination, protocol, metric, type };
}

/** `ip route get` puts 'cache' with its properties on a line of its own; it belongs to the line before. */
function joined(lines: readonly string[]): readonly string[] {
  return lines.reduce<string[]>((all, line) => {
    if (/^\s+cache\b/.test(line) && all.length > 0) all[all.length - 1] += ` ${line.trim()}`;
    else all.push(line);
    return all;
  }, []);
}

function routeOf(words: readonly string[]): Route | undefined {
  const typed = types.has(words[0] ?? '');
  const rest = typed ? words.slice(1) : words;
  const [destination = ''] = rest;
  if (destination !== 'default' && addressFamily(destination.replace(/\/\d+$/, '')) === undefined) return undefined;
  const via = after(rest, 'via');
  return {
    type: typed ? (words[0] ?? 'unicast') : 'unicast',
    destination,
    // 'via inet6 fe80::1' names the family first.
    gateway: via === 'inet6' || via === 'inet' ? after(rest, via) : via,
    device: after(rest, 'dev'),
    protocol: after(rest, 'proto'),
    scope: after(rest, 'scope'),
    source: after(rest, 'src'),
    metric: numberAfter(rest, 'metric'),
    table: after(rest, 'table'),
    mtu: numberAfter(rest, 'mtu'),
    flags: rest.filter((word) => flags.has(word)),
  };
}
