import type { NodeFacts } from '../../contracts/node-facts.ts';
import { tellingCounters } from '../../tools/nstat/telling.ts';
import { meaningOfSettings } from '../../tools/sysctl/meaning.ts';
import { countWords } from '../../text/words.ts';
import { deviceRoles } from '../device-roles.ts';
import { type PageRow, rowsOf } from './row.ts';

/** Settings, counters that grow, tracked connections, the clock, the kernel. */
export function kernelRows(facts: NodeFacts): readonly PageRow[] {
  const { settings, counters, connections, clockAhead, kernel, offloads } = facts;
  return [
    ...rowsOf('settings', settings, ({ values, absent }) => {
      const all = [
        ...Object.entries(values).map(([name, value]) => ({ name, value, error: undefined })),
        ...Object.entries(absent).map(([name, error]) => ({ name, value: undefined, error })),
      ].filter(({ name }) => !name.startsWith('net.netfilter.') && !name.startsWith('net.ipv4.neigh.'));
      const { state, sentence } = meaningOfSettings(all);
      return [{ about: 'settings', health: state, text: sentence }];
    }),
    ...rowsOf('counters', counters, (all) => {
      const lossy = all.filter(({ name, value }) => tellingCounters[name] !== undefined && value > 0);
      const growing = lossy.filter(({ grown }) => (grown ?? 0) > 0);
      const words = growing.map(({ name, grown }) => `${grown} ${tellingCounters[name]} (${name})`);
      if (words.length > 0)
        return [{ about: 'counters', health: 'warning', text: `since the last look ${words.join(', ')}` }];
      const since = lossy.map(({ name, value }) => `${value} ${tellingCounters[name]}`);
      const compared = all.some(({ grown }) => grown !== undefined) ? 'none of losses grew since the last look; ' : '';
      return [
        {
          about: 'counters',
          health: undefined,
          text: `${compared}since boot ${since.length === 0 ? 'no losses' : since.join(', ')}`,
        },
      ];
    }),
    ...rowsOf('connections', connections, ({ count, most, counters: losses, grown }) => {
      const words = `${count} of ${most} tracked`;
      const dropped = (from: Readonly<Record<string, number>>) =>
        ['drop', 'early_drop', 'insert_failed'].flatMap((name) =>
          (from[name] ?? 0) > 0 ? [`${name} ${from[name]}`] : [],
        );
      const now = grown === undefined ? [] : dropped(grown);
      const since = losses === undefined ? [] : dropped(losses);
      const told =
        now.length > 0
          ? `; since the last look ${now.join(', ')}`
          : since.length > 0
            ? `; since boot ${since.join(', ')}`
            : '';
      const health = count >= most * 0.95 ? 'fault' : count >= most * 0.8 || now.length > 0 ? 'warning' : 'ok';
      const full = health === 'fault' ? ': the table is full, new connections are dropped' : '';
      return [{ about: 'connections', health: most > 0 ? health : undefined, text: `${words}${full}${told}` }];
    }),
    ...rowsOf('clock', clockAhead, (seconds) => {
      const off = Math.abs(seconds);
      const text = `${countWords(off, 'second')} ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`;
      if (off < 2) return [{ about: 'clock', health: 'ok', text: "as this machine's" }];
      return [{ about: 'clock', health: off >= 60 ? 'fault' : 'warning', text }];
    }),
    ...rowsOf('kernel', kernel, (release) => [{ about: 'kernel', health: undefined, text: release }]),
    ...rowsOf('offloads', offloads, (byDevice) => {
      const { tunnels } = deviceRoles(facts.devices.known ? facts.devices.value : [], []);
      const on = tunnels.filter(({ name }) =>
        byDevice[name]?.some((word) => word.name === 'tx-checksum-ip-generic' && word.value === 'on'),
      );
      return on.map(({ name }) => ({
        about: 'offloads',
        health: undefined,
        text: `${name} leaves checksums to the device (tx-checksum-ip-generic on): on some kernels TCP through NAT hangs by that`,
      }));
    }),
  ];
}
