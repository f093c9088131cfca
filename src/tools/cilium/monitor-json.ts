import { type Fields, fieldsOf, isFields, numberOf, textOf } from '../../inventory/prune/fields.ts';
import type { MonitorEvent } from './monitor.ts';

/**
 * An event of `cilium-dbg monitor -j`, one object a line (DropNotifyVerbose and TraceNotifyVerbose of pkg/monitor). 'other'
 * for an event that is of no packet, undefined for a line that is none.
 */
export function monitorEventOfJson(line: string): MonitorEvent | 'other' | undefined {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isFields(event)) return undefined;
  const type = textOf(event, 'type');
  if (type !== 'drop' && type !== 'trace') return type === '' ? undefined : 'other';
  const summary = fieldsOf(event, 'summary');
  const [network, transport] = [fieldsOf(summary, 'l3'), fieldsOf(summary, 'l4')];
  const [source, destination] = [numberOf(event, 'srcLabel'), numberOf(event, 'dstLabel')];
  return {
    kind: type,
    reason: type === 'drop' ? textOf(event, 'reason') || 'unknown' : undefined,
    direction: undefined,
    from: endOf(network, transport, 'src'),
    to: endOf(network, transport, 'dst'),
    identities: source === undefined || destination === undefined ? undefined : [source, destination],
    what: whatOf(summary),
  };
}

function endOf(network: Fields, transport: Fields, key: 'src' | 'dst'): string {
  const address = textOf(network, key);
  const port = textOf(transport, key).replace(/\(.*$/, '');
  if (address === '') return 'an address that is not told';
  return port === '' ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The packet's layers are told as text: 'TCP {…SYN=true…}'. */
function whatOf(summary: Fields): string {
  const tcp = textOf(summary, 'tcp');
  if (tcp !== '') {
    const flags = ['SYN', 'ACK', 'FIN', 'RST'].filter((flag) => new RegExp(`\\b${flag}=true\\b`).test(tcp));
    return `tcp ${flags.join(', ')}`.trim();
  }
  return ['udp', 'sctp', 'icmpv4', 'icmpv6'].find((layer) => textOf(summary, layer) !== '') ?? '';
}
