import type { AddressRange } from '../../policy/model/condition.ts';
import { parseCidr } from '../../policy/address/parse.ts';
import type { Route } from '../../tools/ip/routes.ts';

/**
 * The route of the main table that a packet to the first address of a range takes: the longest prefix, then the lowest
 * metric. Undefined: there is none, the default route counted.
 */
export function routeTo(routes: readonly Route[], range: AddressRange): Route | undefined {
  let best: { readonly route: Route; readonly size: bigint; readonly metric: number } | undefined;
  for (const route of routes) {
    if (!isOfMain(route)) continue;
    const own = rangeOf(route, range.family);
    if (own === undefined || own.family !== range.family || own.from > range.from || own.to < range.to) continue;
    const size = own.to - own.from;
    const metric = route.metric ?? 0;
    if (best === undefined || size < best.size || (size === best.size && metric < best.metric))
      best = { route, size, metric };
  }
  return best?.route;
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

function rangeOf(route: Route, family: 4 | 6): AddressRange | undefined {
  if (!isDefault(route)) return parseCidr(route.destination);
  // 'default' names no family; its gateway may.
  const of = route.destination.includes(':') || route.gateway?.includes(':') === true ? 6 : 4;
  return of === family ? parseCidr(family === 4 ? '0.0.0.0/0' : '::/0') : undefined;
}
