import { roundTripOf } from '../network/connect.ts';
import { type Delivered, segmentsPass } from '../network/connection.ts';
import { podMtu } from '../network/flow.ts';
import type { Machine } from '../container/machine.ts';
import type { IperfOptions } from './iperf-options.ts';

/** One stream in one interval, or over the whole test. Seconds from the start of the test. */
export interface StreamReport {
  readonly socket: number;
  /** From server to client in a test of both directions. */
  readonly back: boolean;
  readonly start: number;
  readonly end: number;
  /** What the side that reports saw: the sender's bytes forward, the receiver's in reverse. */
  readonly bytes: number;
  readonly receivedBytes: number;
  readonly retransmits: number;
  /** Bytes. */
  readonly congestionWindow: number;
  /** Microseconds. */
  readonly roundTrip: number;
  readonly jitterMilliseconds: number;
  readonly packets: number;
  readonly lostPackets: number;
}

const localBits = 9e9;
const remoteBits = 4e9;
/** UDP payload that iperf3 chooses for the pod's MTU, also the TCP segment. */
export const segmentBytes = podMtu - 52;

/** Bits per second that one test gets from a way when nothing caps it. */
export function capacity(machine: Machine, way: Delivered): number {
  const wire = (way.sameNode ? localBits : remoteBits) * machine.random.around(0.03);
  if (way.loss === 0) {
    return wire;
  }
  // The square-root law for loss-driven congestion control, which real stacks fall short of when much is lost.
  const lawful = ((segmentBytes * 8) / (way.roundTrip / 1000)) * (1.22 / Math.sqrt(way.loss)) * (1 - way.loss) ** 4;
  return Math.min(wire, lawful);
}

/** Whether the client is the one who sends this stream. */
export function clientSends(options: IperfOptions, report: Pick<StreamReport, 'back'>): boolean {
  return !options.reverse && !report.back;
}

/** One interval of one stream; `way` undefined when the wire carries nothing now. */
export function measureInterval(
  machine: Machine,
  options: IperfOptions,
  way: Delivered | undefined,
  capacityBits: number,
  stream: Pick<StreamReport, 'socket' | 'back'>,
  window: { readonly start: number; readonly end: number },
): StreamReport {
  const seconds = window.end - window.start;
  const passes = way !== undefined && segmentsPass(way, segmentBytes);
  const share = (capacityBits / options.streams) * machine.random.around(0.05);
  const rate = options.bitrate > 0 ? Math.min(options.bitrate * machine.random.around(0.001), share) : share;
  const loss = way?.loss ?? 1;
  if (options.protocol === 'UDP') {
    const packets = Math.round((rate * seconds) / 8 / segmentBytes);
    const lostPackets = passes ? lost(machine, packets, Math.max(loss, way.sameNode ? 0 : 0.00002)) : packets;
    return {
      ...stream,
      ...window,
      bytes: packets * segmentBytes,
      receivedBytes: (packets - lostPackets) * segmentBytes,
      retransmits: 0,
      congestionWindow: 0,
      roundTrip: 0,
      jitterMilliseconds: 0.012 * machine.random.around(0.5) + loss * 0.2,
      packets,
      lostPackets,
    };
  }
  const block = 131_072;
  const bytes = passes ? Math.round((rate * seconds) / 8 / block) * block : 0;
  const segments = Math.round(bytes / segmentBytes);
  const healthyRetransmits = machine.random.next() < 0.3 ? machine.random.integer(1, 60) : 0;
  return {
    ...stream,
    ...window,
    bytes,
    receivedBytes: bytes,
    retransmits: passes ? healthyRetransmits + lost(machine, segments, loss) : machine.random.integer(1, 3),
    congestionWindow: passes ? (loss > 0 ? 4 : machine.random.integer(280, 330)) * segmentBytes : segmentBytes,
    roundTrip: way === undefined ? 0 : Math.round(roundTripOf(machine, way) * 1000),
    jitterMilliseconds: 0,
    packets: 0,
    lostPackets: 0,
  };
}

/** How many of many are lost at a chance, near the expected number. */
function lost(machine: Machine, count: number, chance: number): number {
  const expected = count * chance;
  const spread = Math.sqrt(expected) * (machine.random.next() * 2 - 1);
  return Math.min(count, Math.max(0, Math.round(expected + spread)));
}

/** Adds up reports: of the streams of one interval (one window) or of the intervals of one stream. */
export function addUp(reports: readonly StreamReport[]): StreamReport {
  const first = reports[0];
  const sum = (pick: (report: StreamReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  return {
    socket: first?.socket ?? 5,
    back: first?.back ?? false,
    start: Math.min(...reports.map((report) => report.start)),
    end: Math.max(...reports.map((report) => report.end)),
    bytes: sum((report) => report.bytes),
    receivedBytes: sum((report) => report.receivedBytes),
    retransmits: sum((report) => report.retransmits),
    congestionWindow: Math.max(...reports.map((report) => report.congestionWindow)),
    roundTrip: Math.round(sum((report) => report.roundTrip) / Math.max(1, reports.length)),
    jitterMilliseconds: sum((report) => report.jitterMilliseconds) / Math.max(1, reports.length),
    packets: sum((report) => report.packets),
    lostPackets: sum((report) => report.lostPackets),
  };
}

/** Bits per second of bytes in a window; 0 for an empty window. */
export function rateOf(bytes: number, window: { readonly start: number; readonly end: number }): number {
  return window.end > window.start ? (bytes * 8) / (window.end - window.start) : 0;
}
