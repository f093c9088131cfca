import type { AddressRange } from '../../policy/model/condition.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import type { Route } from '../../tools/ip/routes.ts';

/** The routes of the main table by how many addresses they are for, fewest first, then by family and first address. */
type RouteTable = readonly { readonly size: bigint; readonly byStart: ReadonlyMap<string, Route> }[];

/** Of a thousand nodes each looks up the way to every other: each listing is taken apart once. */
const tables = new WeakMap<readonly Route[], RouteTable>();

/**
 * The route of the main table that a packet to the first address of a range takes: the longest prefix, then the lowest
 * metric. A route that is for a part of the range only is none. Undefined: there is none, the default route counted.
 */
export function routeTo(routes: readonly Route[], range: AddressRange): Route | undefined {
  let table = tables.get(routes);
  if (table === undefined) {
    table = tableOf(routes);
    tables.set(routes, table);
  }
  for (const { size, byStart } of table) {
    if (size < range.to - range.from + 1n) continue;
    const found = byStart.get(key(range.family, (range.from / size) * size));
    if (found !== undefined) return found;
  }
  return undefined;
}

function tableOf(routes: readonly Route[]): RouteTable {
  const sizes = new Map<bigint, Map<string, Route>>();
  for (const route of routes) {
    const range = isOfMain(route) ? rangeOf(route) : undefined;
    if (range === undefined) continue;
    const size = range.to - range.from + 1n;
    const byStart = sizes.get(size) ?? new Map<string, Route>();
    sizes.set(size, byStart);
    const start = key(range.family, range.from);
    const known = byStart.get(start);
    if (known === undefined || (route.metric ?? 0) < (known.metric ?? 0)) byStart.set(start, route);
  }
  return [...sizes]
    .map(([size, byStart]) => ({ size, byStart }))
    .sort((one, other) => (one.size < other.size ? -1 : 1));
}

function key(family: 4 | 6, start: bigint): string {
  return `${family} ${start}`;
}

/** Whether the route is one for everything that has no route of its own. */
export function isDefault({ destination }: Route): boolean {
  return destination === 'default' || destination === '0.0.0.0/0' || destination === '::/0';
}

/** Whether packets that take the route are thrown away. */
export function throwsAway({ type }: Route): boolean {
  return type === 'blackhole' || type === 'unreachable' || type === 'prohibit';
}

function isOfMain({ table, type }: Route): boolean {
  return (
    (table === undefined || table === 'main' || table === '254') &&
    type !== 'local' &&
    type !== 'broadcast' &&
    type !== 'multicast' &&
    type !== 'throw'
  );
}

function rangeOf(route: Route): AddressRange | undefined {
  if (!isDefault(route)) return parseCidr(route.destination);
  // 'default' names no family; its gateway may.
  const is6 = route.destination.includes(':') || route.gateway?.includes(':') === true;
  return parseCidr(is6 ? '::/0' : '0.0.0.0/0');
}
