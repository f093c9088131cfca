import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from '../../inventory/prune/fields.ts';
import type { LinkCounters, NetworkDevice } from './device.ts';

/** One device of `ip -j link` or `ip -j addr`; undefined for what is none. */
export function deviceOfJson(fields: Fields): NetworkDevice | undefined {
  const name = textOf(fields, 'ifname');
  if (name === '') return undefined;
  const info = fieldsOf(fields, 'linkinfo');
  const data = fieldsOf(info, 'info_data');
  const text = (from: Fields, key: string) => textOf(from, key) || undefined;
  const kind = text(info, 'info_kind');
  const stats = fieldsOf(fields, 'stats64');
  return {
    index: numberOf(fields, 'ifindex'),
    name,
    peer: text(fields, 'link') ?? (typeof fields['link_index'] === 'number' ? `if${fields['link_index']}` : undefined),
    flags: textsOf(fields, 'flags'),
    mtu: numberOf(fields, 'mtu'),
    state: text(fields, 'operstate'),
    queueing: text(fields, 'qdisc'),
    master: text(fields, 'master'),
    mac: text(fields, 'address'),
    kind,
    vxlan:
      kind === 'vxlan'
        ? {
            id: numberOf(data, 'id'),
            local: text(data, 'local') ?? text(data, 'local6'),
            port: numberOf(data, 'port'),
            learning: typeof data['learning'] === 'boolean' ? data['learning'] : undefined,
            under: text(data, 'link'),
          }
        : undefined,
    addresses: listOf(fields, 'addr_info').flatMap((one) => {
      const local = textOf(one, 'local');
      return local === '' ? [] : [`${local}/${numberOf(one, 'prefixlen') ?? ''}`];
    }),
    received: countersOf(stats['rx']),
    sent: countersOf(stats['tx']),
  };
}

function countersOf(value: unknown): LinkCounters | undefined {
  if (!isFields(value)) return undefined;
  const count = (key: string) => numberOf(value, key) ?? 0;
  return { bytes: count('bytes'), packets: count('packets'), errors: count('errors'), dropped: count('dropped') };
}
