import type { BandwidthOptions, BandwidthPoint, BandwidthSummary } from '../../contracts/probe.ts';
import type { Iperf3Run, Iperf3Way } from '../../tools/iperf3/tool.ts';
import { bandwidthSentence } from './sentence.ts';
import { pointsBack, wayResult } from './way.ts';

const nothingBack: Iperf3Way = { sent: undefined, received: undefined, perStream: [] };

/** What is known of a test beside its client. */
export interface Told {
  /** What the server told, where it did. */
  readonly server?: Iperf3Run | undefined;
  /** How long the client ran, milliseconds. */
  readonly milliseconds?: number;
  /** Live intervals of what arrived there, for a test that does not run to its end; `back` likewise. */
  readonly points?: readonly BandwidthPoint[];
  readonly back?: readonly BandwidthPoint[];
}

/**
 * The end of a test in numbers, of what client and server told. Each direction is judged by itself: with both at once one
 * may carry and the other not.
 */
export function bandwidthSummary(options: BandwidthOptions, client: Iperf3Run, told: Told = {}): BandwidthSummary {
  const { server, milliseconds = 0, points = [] } = told;
  const ended = client.done && client.error === undefined;
  const ahead = wayResult(options.protocol, client, server, ended, points);
  const back =
    options.direction === 'both'
      ? wayResult(options.protocol, client.back ?? nothingBack, server?.back, ended, told.back ?? pointsBack(points))
      : undefined;
  const measured = [ahead, ...(back === undefined ? [] : [back])].some(
    ({ result }) => result.receivedBitsPerSecond !== undefined,
  );
  const complete = ended && measured;
  const stalledAfter = ahead.soFar?.stalledAfter ?? back?.soFar?.stalledAfter;
  return {
    options,
    ...ahead.result,
    ...(back === undefined ? {} : { back: back.result }),
    cpuLocalPercent: client.cpuLocal,
    cpuRemotePercent: complete ? client.cpuRemote : undefined,
    pathMtu: client.pathMtu ?? server?.pathMtu,
    version: client.version ?? server?.version,
    complete,
    ...(stalledAfter === undefined ? {} : { stalledAfter }),
    sentence: bandwidthSentence(options, ahead, back, { error: client.error, milliseconds, complete }),
  };
}
