import type { BandwidthOptions, BandwidthPoint, BandwidthSummary } from '../../contracts/probe.ts';
import type { Iperf3Run } from '../../tools/iperf3/tool.ts';
import { notMeasured } from './not-measured.ts';
import { arrivedUntil, type RunSoFar } from './stall.ts';

/** '9.41 Gbit/s', '100 Mbit/s', '64.0 kbit/s'. */
export function bitRateText(bitsPerSecond: number): string {
  const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'];
  let value = bitsPerSecond;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${units[unit]}`;
}

/**
 * The end of a test in numbers, of what client and server told. A test whose receiver got nothing was not measured: its
 * rate is undefined, never 0. One that did not run to its end is told by its intervals: iperf3's own sum spreads what
 * arrived over the time in which nothing did.
 */
export function bandwidthSummary(
  options: BandwidthOptions,
  client: Iperf3Run,
  server: Iperf3Run | undefined,
  milliseconds: number,
  points: readonly BandwidthPoint[] = [],
): BandwidthSummary {
  const summed = positive(client.received?.bitsPerSecond) ?? positive(server?.received?.bitsPerSecond);
  const ended = client.done && client.error === undefined;
  const complete = ended && summed !== undefined;
  const soFar = ended ? undefined : arrivedUntil(points);
  const received = soFar?.bitsPerSecond ?? summed;
  const sent = positive(client.sent?.bitsPerSecond) ?? positive(server?.sent?.bitsPerSecond);
  // Without its end the loss of UDP is not known: what never arrived was not counted.
  const udp = options.protocol === 'UDP' && soFar === undefined ? (client.received ?? server?.received) : undefined;
  return {
    options,
    receivedBitsPerSecond: received,
    sentBitsPerSecond: soFar === undefined ? sent : undefined,
    retransmits: client.sent?.retransmits ?? server?.sent?.retransmits,
    jitterMilliseconds: udp?.jitterMilliseconds,
    lostPercent: udp?.lostPercent,
    cpuLocalPercent: client.cpuLocal,
    cpuRemotePercent: complete ? client.cpuRemote : undefined,
    pathMtu: client.pathMtu ?? server?.pathMtu,
    version: client.version ?? server?.version,
    complete,
    ...(soFar?.stalledAfter === undefined ? {} : { stalledAfter: soFar.stalledAfter }),
    sentence:
      soFar === undefined
        ? `${sentence(options, client, received, sent, milliseconds)}${received === undefined || complete ? '' : ', not run to its end'}`
        : cutSentence(options, soFar),
  };
}

function sentence(
  options: BandwidthOptions,
  client: Iperf3Run,
  received: number | undefined,
  sent: number | undefined,
  milliseconds: number,
): string {
  if (received === undefined) {
    if (options.protocol === 'UDP' && sent !== undefined) {
      return `not measured: ${bitRateText(sent)} of UDP were sent and nothing arrived`;
    }
    return notMeasured(client.error, options, milliseconds);
  }
  const lost = client.received?.lostPercent;
  const loss = options.protocol === 'UDP' && lost !== undefined ? `, ${Number(lost.toFixed(2))} % lost` : '';
  return `${options.protocol} ${bitRateText(received)} in ${options.seconds} s${shape(options)}${loss}`;
}

/** A test without its end: what it was until then, and whether it stalled or was ended. */
function cutSentence(options: BandwidthOptions, soFar: RunSoFar): string {
  const what = `${options.protocol} ${bitRateText(soFar.bitsPerSecond)}`;
  const ran = `${Number(soFar.seconds.toFixed(1))} s`;
  return soFar.stalledAfter === undefined
    ? `${what} in ${ran} of ${options.seconds} s${shape(options)}: ended before its time`
    : `${options.protocol} stalled: nothing arrived after ${ran}; ${bitRateText(soFar.bitsPerSecond)} until then${shape(options)}`;
}

/** ', 4 streams, reverse': what of the options changes what a rate means. */
function shape(options: BandwidthOptions): string {
  return `${options.streams > 1 ? `, ${options.streams} streams` : ''}${options.reverse ? ', reverse' : ''}`;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
