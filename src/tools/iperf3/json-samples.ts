import type { z } from 'zod';
import type { endSchema, Iperf3Rates, intervalSchema, startSchema } from './json-shapes.ts';
import type { Iperf3Sample, Iperf3Total } from './samples.ts';

/** The samples of the `start` part. */
export function startSamples(start: z.infer<typeof startSchema>): readonly Iperf3Sample[] {
  const version = /^iperf (3\.\S+)/.exec(start.version ?? '')?.[1];
  return version === undefined ? [] : [{ kind: 'version', version }];
}

/** The samples of one interval: the sum, and the path MTU that the kernel told the sender. */
export function intervalSamples(interval: z.infer<typeof intervalSchema>, at: number): readonly Iperf3Sample[] {
  const samples: Iperf3Sample[] = [];
  const sums: readonly (readonly [Iperf3Rates | null | undefined, string | undefined])[] = [
    [interval.sum, interval.sum_bidir_reverse ? 'TX-C' : undefined],
    [interval.sum_bidir_reverse, 'RX-C'],
  ];
  for (const [sum, role] of sums) {
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
  const samples: Iperf3Sample[] = [];
  const sent = end.sum_sent ?? end.sum;
  const received = end.sum_received ?? (end.sum ? arrived(end.sum) : undefined);
  for (const [side, sum] of [
    ['sender', sent],
    ['receiver', received],
  ] as const) {
    if (sum && (sum.seconds ?? 0) > 0) samples.push(total(side, sum));
  }
  const cpu = end.cpu_utilization_percent;
  if (cpu && samples.length > 0)
    samples.push({ kind: 'cpu', local: cpu.host_total ?? 0, remote: cpu.remote_total ?? 0 });
  if (samples.length > 0) samples.push({ kind: 'done' });
  return samples;
}

/** UDP of 3.9 has `sum` alone: its rate is what was sent, its loss what the receiver saw. */
function arrived(sum: Iperf3Rates): Iperf3Rates {
  const share = 1 - Math.min(100, Math.max(0, sum.lost_percent ?? 0)) / 100;
  return { ...sum, bits_per_second: (sum.bits_per_second ?? 0) * share };
}

function total(side: 'sender' | 'receiver', sum: Iperf3Rates): Iperf3Total {
  return {
    kind: 'total',
    side,
    seconds: sum.seconds ?? 0,
    lostPercent: sum.lost_percent ?? undefined,
    stream: 'sum',
    role: undefined,
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
