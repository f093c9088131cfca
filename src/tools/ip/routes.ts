import { addressFamily } from '../../link/address.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
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
  const json = parseJsonList(lines, routesOfJson);
  if (json !== undefined) return { ...json, items: json.items.flat() };
  return parseEach(joined(lines), (line) => routeOf(wordsOf(line)));
}

/** A route of `ip -j route`, or each of its hops as one where it has several; undefined for what is none. */
function routesOfJson(fields: Fields): readonly Route[] | undefined {
  const destination = textOf(fields, 'dst');
  if (destination === '') return undefined;
  const text = (from: Fields, key: string) => textOf(from, key) || undefined;
  const mtus = listOf(fields, 'metrics').flatMap((metric) => numberOf(metric, 'mtu') ?? []);
  const route: Route = {
    type: text(fields, 'type') ?? 'unicast',
    destination,
    gateway: gatewayOf(fields),
    device: text(fields, 'dev'),
    protocol: text(fields, 'protocol'),
    scope: text(fields, 'scope'),
    source: text(fields, 'prefsrc'),
    metric: numberOf(fields, 'metric'),
    table: text(fields, 'table'),
    mtu: mtus[0],
    flags: textsOf(fields, 'flags'),
  };
  const hops = listOf(fields, 'nexthops');
  if (hops.length === 0) return [route];
  return hops.map((hop) => ({
    ...route,
    gateway: gatewayOf(hop),
    device: text(hop, 'dev'),
    flags: [...route.flags, ...textsOf(hop, 'flags')],
  }));
}

/** 'gateway', or 'via' where it is of the other family: {"family":"inet6","host":"fe80::1"}. */
function gatewayOf(fields: Fields): string | undefined {
  return textOf(fields, 'gateway') || textOf(fieldsOf(fields, 'via'), 'host') || undefined;
}

/**
 * The lines with one route each: `ip route get` puts 'cache' with its properties on a line of its own, and each hop of a
 * route with several stands on a line below the route that it belongs to.
 */
function joined(lines: readonly string[]): readonly string[] {
  const all: string[] = [];
  let route: string | undefined;
  for (const line of lines) {
    const [, hop] = /^\s+nexthop\s+(.*)$/.exec(line) ?? [];
    if (hop !== undefined && route !== undefined) {
      if (all.at(-1) === route) all.pop();
      all.push(`${route.trimEnd()} ${hop}`);
    } else if (/^\s+cache\b/.test(line) && all.length > 0) all[all.length - 1] += ` ${line.trim()}`;
    else {
      route = line;
      all.push(line);
    }
  }
  return all;
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
