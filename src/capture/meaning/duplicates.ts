import { ipOf, type SeenPacket } from './seen-packet.ts';

/** Nobody sends a packet again within this time; the same one on another device comes within it. */
const sameWithin = 5;

/**
 * Leaves out what one side saw of a packet again: on every device that it passes (`-i any`), or outside and inside of a
 * tunnel. A retransmission stays: it has another identification, or comes later.
 */
export function withoutDuplicates(packets: readonly SeenPacket[]): readonly SeenPacket[] {
  const last = new Map<string, number>();
  return packets.filter((seen) => {
    const packet = ipOf(seen);
    if (packet === undefined) return true;
    const { from, to, id, fragment, transport } = packet;
    const what =
      transport.kind === 'tcp'
        ? `${transport.fromPort} ${transport.toPort} ${transport.seq} ${transport.ack} ${transport.payload} ${transport.flags.syn}`
        : JSON.stringify(transport);
    const key = `${seen.side} ${from} ${to} ${id} ${fragment?.offset} ${what}`;
    const before = last.get(key);
    last.set(key, seen.at);
    return before === undefined || Math.abs(seen.at - before) > sameWithin;
  });
}
