import type { BandwidthOptions, BandwidthPoint, BandwidthResult } from '../../contracts/probe.ts';
import type { Iperf3Way } from '../../tools/iperf3/tool.ts';
import { arrivedUntil, type RunSoFar } from './stall.ts';

/** One direction of a test in numbers; `soFar` is set when the test did not run to its end but something arrived. */
export interface WayResult {
  readonly result: BandwidthResult;
  readonly soFar: RunSoFar | undefined;
}

/**
 * What client and server told of one direction. A receiver that got nothing measured nothing: its rate is undefined, never
 * 0. A test cut short is told by its intervals (`points`): iperf3's own sum spreads what arrived over the time in which
 * nothing did.
 */
export function wayResult(
  protocol: BandwidthOptions['protocol'],
  client: Iperf3Way,
  server: Iperf3Way | undefined,
  ended: boolean,
  points: readonly BandwidthPoint[],
): WayResult {
  const summed = positive(client.received?.bitsPerSecond) ?? positive(server?.received?.bitsPerSecond);
  const sent = positive(client.sent?.bitsPerSecond) ?? positive(server?.sent?.bitsPerSecond);
  const soFar = ended ? undefined : arrivedUntil(points);
  // Without its end the loss of UDP is not known: what never arrived was not counted.
  const udp = protocol === 'UDP' && soFar === undefined ? (client.received ?? server?.received) : undefined;
  const perStream =
    soFar !== undefined ? [] : client.perStream.length > 0 ? client.perStream : (server?.perStream ?? []);
  return {
    soFar,
    result: {
      receivedBitsPerSecond: soFar?.bitsPerSecond ?? summed,
      sentBitsPerSecond: soFar === undefined ? sent : undefined,
      retransmits: client.sent?.retransmits ?? server?.sent?.retransmits,
      jitterMilliseconds: udp?.jitterMilliseconds,
      lostPercent: udp?.lostPercent,
      ...(perStream.length === 0 ? {} : { perStream }),
    },
  };
}

/** The intervals of the way back of a test in both directions. */
export function pointsBack(points: readonly BandwidthPoint[]): readonly BandwidthPoint[] {
  return points.flatMap(({ at, second, back }) => (back === undefined ? [] : [{ at, second, ...back }]));
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
