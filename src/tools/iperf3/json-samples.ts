import type { z } from 'zod';
import type { endSchema, Iperf3Rates, intervalSchema, StreamEnd, startSchema } from './json-shapes.ts';
import type { Iperf3Sample, Iperf3Total } from './samples.ts';

/** The samples of the `start` part. */
export function startSamples(start: z.infer<typeof startSchema>): readonly Iperf3Sample[] {
  const version = /^iperf (3\.\S+)/.exec(start.version ?? '')?.[1];
  return version === undefined ? [] : [{ kind: 'version', version }];
}

/** The samples of one interval: the sum, and the path MTU that the kernel told the sender. */
export function intervalSamples(interval: z.infer<typeof intervalSchema>, at: number): readonly Iperf3Sample[] {
  const samples: Iperf3Sample[] = [];
  const directions: readonly (readonly [Iperf3Rates | null | undefined, string | undefined])[] = [
    [interval.sum, interval.sum_bidir_reverse ? 'TX-C' : undefined],
    [interval.sum_bidir_reverse, 'RX-C'],
  ];
  for (const [sum, role] of directions) {
    if (sum === null || sum === undefined || sum.omitted === true) continue;
    samples.push({
      kind: 'interval',
      start: sum.start ?? 0,
      end: sum.end ?? 0,
      stream: 'sum',
      role,
      at,
      ...numbers(sum),
    });
  }
  const mtus = (interval.streams ?? []).flatMap((stream) => (stream.pmtu ? [stream.pmtu] : []));
  if (mtus.length > 0) samples.push({ kind: 'path-mtu', mtu: Math.min(...mtus) });
  return samples;
}

/** The samples of the `end` part; a part with no bytes timed (a refused or broken test) gives none. */
export function endSamples(end: z.infer<typeof endSchema>): readonly Iperf3Sample[] {
  const both = Boolean(end.sum_received_bidir_reverse ?? end.sum_bidir_reverse);
  const samples: Iperf3Sample[] = [
    ...sums(end.sum, end.sum_sent, end.sum_received, both ? 'TX-C' : undefined),
    ...sums(end.sum_bidir_reverse, end.sum_sent_bidir_reverse, end.sum_received_bidir_reverse, 'RX-C'),
  ];
  if (samples.length === 0) return [];
  if ((end.streams?.length ?? 0) > 1)
    samples.push(...(end.streams ?? []).flatMap((stream) => streamTotal(stream, both)));
  const cpu = end.cpu_utilization_percent;
  if (cpu) samples.push({ kind: 'cpu', local: cpu.host_total ?? 0, remote: cpu.remote_total ?? 0 });
  samples.push({ kind: 'done' });
  return samples;
}

type Rates = Iperf3Rates | null | undefined;

/** UDP of 3.9 has `sum` alone for both sides. */
function sums(sum: Rates, sent: Rates, received: Rates, role: string | undefined): readonly Iperf3Total[] {
  const sides = [
    ['sender', sent ?? sum],
    ['receiver', received ?? (sum ? arrived(sum) : undefined)],
  ] as const;
  return sides.flatMap(([side, rates]) =>
    rates && (rates.seconds ?? 0) > 0 ? [{ ...total(side, rates), stream: 'sum', role }] : [],
  );
}

/** What arrived of one stream. Which way it went: `sender` says whether the client sent it. */
function streamTotal(stream: StreamEnd, both: boolean): readonly Iperf3Total[] {
  const rates = stream.receiver ?? (stream.udp ? arrived(stream.udp) : undefined);
  if (!rates || !((rates.seconds ?? 0) > 0)) return [];
  const role = both ? (rates.sender === true ? 'TX-C' : 'RX-C') : undefined;
  return [{ ...total('receiver', rates), stream: String(rates.socket ?? ''), role }];
}

/** The rate of a UDP sum is what was sent, its loss what the receiver saw. */
function arrived(sum: Iperf3Rates): Iperf3Rates {
  const share = 1 - Math.min(100, Math.max(0, sum.lost_percent ?? 0)) / 100;
  return { ...sum, bits_per_second: (sum.bits_per_second ?? 0) * share };
}

function total(side: 'sender' | 'receiver', sum: Iperf3Rates): Omit<Iperf3Total, 'stream' | 'role'> {
  return {
    kind: 'total',
    side,
    seconds: sum.seconds ?? 0,
    lostPercent: sum.lost_percent ?? undefined,
    ...numbers(sum),
  };
}

function numbers(sum: Iperf3Rates): {
  bitsPerSecond: number;
  retransmits: number | undefined;
  jitterMilliseconds: number | undefined;
  lostPackets: number | undefined;
  packets: number | undefined;
} {
  return {
    bitsPerSecond: sum.bits_per_second ?? 0,
    retransmits: sum.retransmits ?? undefined,
    jitterMilliseconds: sum.jitter_ms ?? undefined,
    lostPackets: sum.lost_packets ?? undefined,
    packets: sum.packets ?? undefined,
  };
}
