import * as z from 'zod';

const count = z.number().nullish();

const rates = z.object({
  start: count,
  end: count,
  seconds: count,
  bits_per_second: count,
  retransmits: count,
  jitter_ms: count,
  lost_packets: count,
  packets: count,
  lost_percent: count,
  omitted: z.boolean().nullish(),
  sender: z.boolean().nullish(),
  pmtu: count,
  socket: count,
});

/** The numbers that iperf3 gives for a stream or a sum, in one interval or over all. */
export type Iperf3Rates = z.infer<typeof rates>;

export const startSchema = z.object({ version: z.string().nullish() });
export const intervalSchema = z.object({
  streams: z.array(rates).nullish(),
  sum: rates.nullish(),
  sum_bidir_reverse: rates.nullish(),
});
/** One stream's end: TCP has both sides' numbers, UDP one object with the receiver's loss and the sender's rate. */
const streamEnd = z.object({ sender: rates.nullish(), receiver: rates.nullish(), udp: rates.nullish() });

export const endSchema = z.object({
  streams: z.array(streamEnd).nullish(),
  sum: rates.nullish(),
  sum_sent: rates.nullish(),
  sum_received: rates.nullish(),
  sum_bidir_reverse: rates.nullish(),
  sum_sent_bidir_reverse: rates.nullish(),
  sum_received_bidir_reverse: rates.nullish(),
  cpu_utilization_percent: z.object({ host_total: count, remote_total: count }).nullish(),
});

/** One element of `end.streams`. */
export type StreamEnd = z.infer<typeof streamEnd>;

/** The document of `iperf3 -J` (3.9 to 3.18), as far as it is used; the rest is passed over. */
export const documentSchema = z.object({
  start: startSchema.nullish(),
  intervals: z.array(intervalSchema).nullish(),
  end: endSchema.nullish(),
  error: z.string().nullish(),
});

/** One line of `iperf3 --json-stream` (3.17 and later). */
export const eventSchema = z.object({ event: z.string(), data: z.unknown() });
