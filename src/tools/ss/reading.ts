import { countWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import { isSocketHeader, parseSs, type Socket } from './parse.ts';

/** Reads saved sockets. */
export const ssReader = judgedReader({
  tool: 'ss',
  about: 'ss: listeners, connections with -i, totals with -s',
  parse: parseSs,
  summary: ({ items }) => ({
    listening: items.flatMap((item) => (item.kind === 'socket' && item.state === 'LISTEN' ? [item.local] : [])),
    connections: items.filter((item) => item.kind === 'socket' && item.state !== 'LISTEN').length,
  }),
  meaning: ({ items }) => {
    const sockets = items.flatMap((item) => (item.kind === 'socket' ? [item] : []));
    if (sockets.length > 0) return meaningOfSockets(sockets);
    const tcp = items.flatMap((item) => (item.kind === 'totals' && item.of === 'TCP' ? [item.counts] : [])).at(0);
    if (tcp === undefined) return { state: 'unknown', sentence: 'Totals of sockets, none of TCP' };
    return {
      state: 'unknown',
      sentence: `${countWords(tcp['total'] ?? 0, 'TCP socket')}, ${tcp['estab'] ?? 'unknown how many'} established`,
    };
  },
  silence: ({ lines }) =>
    lines.some(isSocketHeader)
      ? { state: 'unknown', sentence: 'No socket is of the kind that was asked for' }
      : undefined,
});

function meaningOfSockets(sockets: readonly Socket[]): Meaning {
  const faults: string[] = [];
  const warnings: string[] = [];
  const facts: string[] = [];
  for (const { state, local, peer, retransmits = 0, receiveQueue, sendQueue } of sockets) {
    if (state === 'SYN-SENT')
      faults.push(
        `${local} gets no answer from ${peer}${retransmits === 0 ? ' yet' : ` (SYN sent again ${retransmits} times)`}`,
      );
    else if (state === 'LISTEN' && sendQueue > 0 && receiveQueue > sendQueue)
      warnings.push(`the accept queue of ${local} is full (${receiveQueue} of ${sendQueue})`);
    else if (state !== 'LISTEN' && retransmits > 0)
      warnings.push(`${local} to ${peer}: ${countWords(retransmits, 'segment')} sent again`);
  }
  const listeners = sockets.filter(({ state }) => state === 'LISTEN').map(({ local }) => local);
  const inside = listeners.filter((local) => /^(?:127\.|\[::1\])/.test(local));
  if (listeners.length > 0) facts.push(`listening on ${shorten(listeners)}`);
  if (inside.length > 0) facts.push(`${shorten(inside)} only for this host or pod itself`);
  const others = sockets.filter(({ state }) => state !== 'LISTEN' && state !== 'SYN-SENT').length;
  if (others > 0) facts.push(countWords(others, 'other socket'));
  const bad = [...faults, ...warnings];
  return {
    state: faults.length > 0 ? 'fault' : warnings.length > 0 ? 'warning' : 'unknown',
    sentence: [...(bad.length > 5 ? [...bad.slice(0, 5), `${bad.length - 5} more such`] : bad), ...facts]
      .join('; ')
      .replace(/^./, (one) => one.toUpperCase()),
  };
}

function shorten(addresses: readonly string[]): string {
  return addresses.length <= 6
    ? addresses.join(', ')
    : `${addresses.slice(0, 6).join(', ')} and ${addresses.length - 6} more`;
}
