import type { NodeFacts } from '../../contracts/node-facts.ts';
import type { NetworkDevice } from '../../tools/ip/device.ts';
import { isUnanswered } from '../../tools/ip/neighbours.ts';
import type { Route } from '../../tools/ip/routes.ts';
import { countWords, listWords } from '../../text/words.ts';
import { deviceRoles } from '../device-roles.ts';
import { nodeMtus, type TunnelMtu } from '../mtus.ts';
import { type PageRow, rowsOf } from './row.ts';

/** Devices by what they do, with their MTUs; routes, neighbours and forwarding entries. */
export function networkRows(facts: NodeFacts): readonly PageRow[] {
  const { devices, routes, rules, neighbours, forwarding, bridgePorts } = facts;
  return [
    ...rowsOf('devices', devices, (all) => deviceRows(facts, all)),
    ...rowsOf('routes', routes, routeRows),
    ...rowsOf('rules', rules, (all) => {
      const own = all.filter(({ table }) => table === undefined || !/^(?:local|main|default)$/.test(table));
      const words = own.map(({ priority, table }) => `${priority} asks table ${table ?? 'not told'}`);
      return own.length === 0 ? [] : [{ about: 'rules', health: undefined, text: few(words) }];
    }),
    ...rowsOf('neighbours', neighbours, (all) => {
      const silent = all.filter(isUnanswered).map(({ address, device }) => `${address} on ${device ?? '?'}`);
      return [
        silent.length === 0
          ? { about: 'neighbours', health: undefined, text: `${all.length} known, none of them silent` }
          : { about: 'neighbours', health: 'warning', text: `no answer from ${few(silent)}; ${all.length} known` },
      ];
    }),
    ...rowsOf('tunnel ends', forwarding, (all) => {
      const ends = all.filter(({ destination }) => destination !== undefined);
      const words = ends.map(({ mac, destination, device }) => `${destination} (${mac} on ${device ?? '?'})`);
      return ends.length === 0 ? [] : [{ about: 'tunnel ends', health: undefined, text: few(words) }];
    }),
    ...rowsOf('bridge ports', bridgePorts, (all) => {
      const idle = all.filter(({ state }) => state !== undefined && state !== 'forwarding').map(({ name }) => name);
      if (all.length === 0) return [];
      return [
        idle.length === 0
          ? { about: 'bridge ports', health: undefined, text: `${all.length}, all forwarding` }
          : { about: 'bridge ports', health: 'warning', text: `not forwarding: ${few(idle)}; ${all.length} in all` },
      ];
    }),
  ];
}

function deviceRows(facts: NodeFacts, devices: readonly NetworkDevice[]): readonly PageRow[] {
  const { uplinks, tunnels, bridges } = deviceRoles(devices, facts.routes.known ? facts.routes.value : []);
  const mtus = nodeMtus(facts);
  const pods = mtus?.pods ?? [];
  const least = Math.min(...(mtus?.tunnels ?? []).map(({ mtu }) => mtu));
  return [
    ...uplinks.map((device) => deviceRow('uplink', device)),
    ...tunnels.map((device) =>
      tunnelRow(
        device,
        mtus?.tunnels.find((one) => one.device === device.name),
      ),
    ),
    ...bridges.map((device) => deviceRow('bridge', device)),
    ...pods.map(({ mtu, count, example }): PageRow => {
      const text = `${countWords(count, 'device')} of pods with MTU ${mtu} (${example}${count > 1 ? '…' : ''})`;
      return mtu > least
        ? {
            about: 'pods',
            health: 'warning',
            text: `${text}: more than the ${least} of the tunnel, longer packets are lost or cut`,
          }
        : { about: 'pods', health: undefined, text };
    }),
  ];
}

function deviceRow(role: string, device: NetworkDevice): PageRow {
  const { name, state, flags, mtu, addresses, received, sent, master } = device;
  const down = state === 'DOWN' || state === 'LOWERLAYERDOWN' || (flags.length > 0 && !flags.includes('UP'));
  const lost = [received, sent].flatMap((one, index) =>
    one !== undefined && one.errors > 0
      ? [`${one.errors} errors ${index === 0 ? 'on receipt' : 'on sending'} since it is there`]
      : [],
  );
  const own = addresses.filter((address) => !address.startsWith('fe80:'));
  const words = [
    ...(down ? ['DOWN'] : []),
    ...(own.length === 0 ? [] : [own.join(' ')]),
    ...(mtu === undefined ? [] : [`MTU ${mtu}`]),
    ...(master === undefined ? [] : [`on ${master}`]),
    ...lost,
  ];
  // docker0 and the like are down as long as nothing is behind them.
  const health = down && role !== 'bridge' ? 'fault' : lost.length > 0 ? 'warning' : undefined;
  return { about: `${role} ${name}`, health, text: words.join(', ') };
}

function tunnelRow(device: NetworkDevice, found: TunnelMtu | undefined): PageRow {
  const row = deviceRow('tunnel', device);
  const { kind, vxlan } = device;
  const what =
    vxlan === undefined ? kind : `VXLAN ${vxlan.id ?? '?'} from ${vxlan.local ?? '?'} on UDP ${vxlan.port ?? '?'}`;
  const text = [row.text, what].filter(Boolean).join(', ');
  if (found?.fits === undefined || found.mtu <= found.fits) return { ...row, text };
  return {
    ...row,
    health: 'fault',
    text: `${text}: only ${found.fits} fit into the device below, longer packets are lost`,
  };
}

function routeRows(routes: readonly Route[]): readonly PageRow[] {
  const main = routes.filter(({ table }) => table === undefined || table === 'main');
  const leaving = main.filter(({ destination }) => destination === 'default');
  const dead = main.filter(({ flags }) => flags.includes('linkdown') || flags.includes('dead'));
  const blocked = main.filter(({ type }) => type === 'blackhole' || type === 'unreachable' || type === 'prohibit');
  const ways = leaving.map(
    ({ gateway, device }) => `${gateway === undefined ? '' : `via ${gateway} `}on ${device ?? '?'}`,
  );
  return [
    {
      about: 'routes',
      health: undefined,
      text: `${main.length} in the main table; ${leaving.length === 0 ? 'no default route' : `default ${listWords(ways)}`}`,
    },
    ...(dead.length === 0
      ? []
      : [
          {
            about: 'routes',
            health: 'warning' as const,
            text: `over a device that is down: ${few(dead.map(({ destination }) => destination))}`,
          },
        ]),
    ...(blocked.length === 0
      ? []
      : [
          {
            about: 'routes',
            health: undefined,
            text: `thrown away here: ${few(blocked.map(({ destination, type }) => `${destination} (${type})`))}; Calico does so with a node's own blocks`,
          },
        ]),
  ];
}

function few(words: readonly string[]): string {
  return words.length > 4 ? `${words.slice(0, 4).join(', ')} and ${words.length - 4} more` : listWords(words);
}
