import { parseForwardingEntries } from '../tools/bridge/fdb.ts';
import { parseBridgePorts } from '../tools/bridge/ports.ts';
import type { NetworkDevice } from '../tools/ip/device.ts';
import { parseDevices } from '../tools/ip/devices.ts';
import { parseNeighbours } from '../tools/ip/neighbours.ts';
import { parseRoutes, type Route } from '../tools/ip/routes.ts';
import { parseRules } from '../tools/ip/rules.ts';
import { parseSs, type Socket } from '../tools/ss/parse.ts';
import { complaintOf } from './command-output.ts';
import { listSource, neverEmpty, readList, type Source } from './source.ts';

/** `ip` in JSON, in text for versions before 4.13, and without -d and -s as BusyBox has it. */
function ipForms(...words: readonly string[]): readonly (readonly string[])[] {
  return [
    ['ip', '-j', ...words],
    ['ip', ...words],
  ];
}

export const devicesSource: Source<readonly NetworkDevice[]> = neverEmpty(
  listSource('devices', [...ipForms('-d', '-s', 'addr', 'show'), ['ip', 'addr', 'show']], parseDevices),
);

export const routesSource: Source<readonly Route[]> = listSource(
  'routes',
  ipForms('route', 'show', 'table', 'all'),
  parseRoutes,
);

/** A kernel without IPv6 has no such routes, and says so by failing. */
export const routes6Source: Source<readonly Route[]> = {
  ...listSource('routes-ipv6', ipForms('-6', 'route', 'show', 'table', 'all'), parseRoutes),
  read: (output) =>
    output.end.kind === 'exited' && /not supported|disabled/i.test(complaintOf(output) ?? '')
      ? { known: true, value: [] }
      : readList(output, parseRoutes),
};

export const rulesSource = neverEmpty(listSource('rules', ipForms('rule', 'show'), parseRules));

export const neighboursSource = listSource('neighbours', ipForms('neigh', 'show'), parseNeighbours);

export const forwardingSource = listSource(
  'forwarding',
  [
    ['bridge', '-j', 'fdb', 'show'],
    ['bridge', 'fdb', 'show'],
  ],
  parseForwardingEntries,
);

export const bridgePortsSource = listSource(
  'bridge-ports',
  [
    ['bridge', '-j', '-d', 'link', 'show'],
    ['bridge', '-d', 'link', 'show'],
  ],
  parseBridgePorts,
);

export const listeningSource: Source<readonly Socket[]> = listSource('listening', [['ss', '-lntu']], (lines) => {
  const parsed = parseSs(lines);
  return { ...parsed, items: parsed.items.filter((item) => item.kind === 'socket') };
});
