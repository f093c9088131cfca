import type { Instant } from '../../contracts/time.ts';
import type { LineUp } from './line-up.ts';
import { ipOf, type SeenPacket } from './seen-packet.ts';

/** A question is called unanswered after so long. */
const patience = 3_000;
/** The same segment again within this time is the same packet, on another device. */
const sameWithin = 5;

interface Asked {
  readonly number: number;
  readonly at: number;
  readonly arrived: Instant;
}

/** What makes single packets worth a look, by their number. Pure. */
export function marksOf(
  packets: readonly SeenPacket[],
  lined: LineUp | undefined,
  { now, running }: { readonly now: Instant; readonly running: boolean },
): ReadonlyMap<number, string> {
  const marks = new Map<number, string>();
  const sent = new Map<string, { readonly at: number; readonly id: number | undefined }>();
  const asked = new Map<string, Asked[]>();
  for (const seen of packets) {
    const packet = ipOf(seen);
    if (packet === undefined) continue;
    const { from, to, id, transport } = packet;
    const ask = (key: string) => asked.set(key, [...(asked.get(key) ?? []), seen]);
    if (transport.kind === 'tcp') {
      const { flags, seq, payload = 0, fromPort, toPort } = transport;
      if (flags.rst) marks.set(seen.number, 'reset');
      else if (flags.syn || payload > 1) {
        const key = `${seen.side} ${from} ${to} ${fromPort} ${toPort} ${seq} ${payload} ${flags.syn}`;
        const before = sent.get(key);
        const again =
          before !== undefined &&
          seen.at - before.at > sameWithin &&
          (id !== before.id || id === 0 || id === undefined);
        if (again) marks.set(seen.number, 'retransmission');
        if (before === undefined || again) sent.set(key, { at: seen.at, id });
      }
      if (flags.syn && !flags.ack) ask(`${seen.side} tcp ${from} ${to} ${fromPort} ${toPort}`);
      else asked.delete(`${seen.side} tcp ${to} ${from} ${toPort} ${fromPort}`);
    } else if (transport.kind === 'icmp') {
      if (transport.mtu !== undefined) marks.set(seen.number, 'fragmentation needed');
      else if (transport.error)
        marks.set(seen.number, /prohibited/.test(transport.words) ? 'prohibited' : 'unreachable');
      if (transport.echo === undefined) continue;
      const { reply, id: echo, seq } = transport.echo;
      if (reply) asked.delete(`${seen.side} echo ${echo} ${seq}`);
      else ask(`${seen.side} echo ${echo} ${seq}`);
    } else if (transport.kind === 'udp' && transport.dns !== undefined) {
      const { dns } = transport;
      const key = `${seen.side} dns ${dns.id} ${dns.name} ${dns.type}`;
      if (dns.response) asked.delete(key);
      else ask(key);
      if (dns.response && (dns.rcode === 2 || dns.rcode === 5)) marks.set(seen.number, 'failed answer');
    }
  }
  for (const questions of asked.values())
    for (const { number, arrived } of questions)
      if (now - arrived >= patience || (!running && now - arrived >= patience / 2))
        if (!marks.has(number)) marks.set(number, 'no answer');
  for (const { numbers } of lined?.losses ?? [])
    for (const number of numbers) marks.set(number, 'not seen at the other end');
  return marks;
}
