import type { Listener } from '../container/sockets.ts';
import type { Pipe } from '../container/streams.ts';
import { type Arrival, type Outcome, podMtu } from './flow.ts';

/** A way on which packets arrive. */
export type Delivered = Extract<Outcome, { kind: 'delivered' }>;

/** An established connection, seen from the client. */
export interface Connection {
  readonly sent: Pipe;
  readonly received: Pipe;
  readonly localPort: number;
  readonly arrival: Arrival;
  readonly way: Delivered;
  readonly listener: Listener;
}

/** Whether an answer of this many bytes of payload gets through: full-size segments may vanish on the way. */
export function segmentsPass(way: Delivered, payloadBytes: number): boolean {
  const headers = 52;
  return Math.min(payloadBytes + headers, podMtu) <= way.largest;
}
