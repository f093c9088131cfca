import { countWords } from '../../text/words.ts';
import { listReader } from '../reading/of-list.ts';
import { parseRoutes, type Route } from './routes.ts';

/** Reads a saved routing table, or one answer of `ip route get`. */
export const ipRouteReader = listReader({
  tool: 'ip-route',
  about: 'ip route show and ip route get, text and JSON',
  parse: parseRoutes,
  summary: (routes) => ({
    default: routes.find((route) => route.destination === 'default')?.gateway ?? null,
    blackholes: routes.filter((route) => isDead(route)).map((route) => route.destination),
    linkDown: routes.filter((route) => route.flags.includes('linkdown')).map((route) => route.destination),
  }),
  sentence,
});

function isDead({ type }: Route): boolean {
  return type === 'blackhole' || type === 'unreachable' || type === 'prohibit';
}

function sentence(routes: readonly Route[]): string {
  const [only] = routes;
  if (only === undefined) return 'There is no route.';
  if (routes.length === 1 && !only.destination.includes('/') && only.destination !== 'default') return oneWay(only);
  const dead = routes.filter(isDead);
  const down = routes.filter((route) => route.flags.includes('linkdown'));
  const gateway = routes.find((route) => route.destination === 'default');
  return [
    countWords(routes.length, 'route'),
    gateway === undefined ? 'no default route' : `the default ${wayOf(gateway)}`,
    ...(dead.length === 0
      ? []
      : [
          `${dead.map((route) => route.destination).join(', ')} ${dead.length === 1 ? 'leads' : 'lead'} nowhere on purpose`,
        ]),
    ...(down.length === 0 ? [] : [`${down.map((route) => route.destination).join(', ')} over links that are down`]),
  ]
    .join('; ')
    .concat('.');
}

function oneWay(route: Route): string {
  if (isDead(route)) return `${route.destination} leads nowhere on purpose (${route.type}).`;
  return `${route.destination} goes ${wayOf(route)}${route.source === undefined ? '' : ` from ${route.source}`}.`;
}

function wayOf({ gateway, device }: Route): string {
  return [gateway === undefined ? '' : `via ${gateway}`, device === undefined ? '' : `over ${device}`]
    .filter(Boolean)
    .join(' ');
}
