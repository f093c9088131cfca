import type { BandwidthOptions, BandwidthSummary } from '../../contracts/probe.ts';
import type { Iperf3Run } from '../../tools/iperf3/tool.ts';
import { notMeasured } from './not-measured.ts';

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
 * rate is undefined, never 0.
 */
export function bandwidthSummary(
  options: BandwidthOptions,
  client: Iperf3Run,
  server: Iperf3Run | undefined,
  milliseconds: number,
): BandwidthSummary {
  const received = positive(client.received?.bitsPerSecond) ?? positive(server?.received?.bitsPerSecond);
  const sent = positive(client.sent?.bitsPerSecond) ?? positive(server?.sent?.bitsPerSecond);
  const udp = options.protocol === 'UDP' ? (client.received ?? server?.received) : undefined;
  const complete = client.done && client.error === undefined && received !== undefined;
  return {
    options,
    receivedBitsPerSecond: received,
    sentBitsPerSecond: sent,
    retransmits: client.sent?.retransmits ?? server?.sent?.retransmits,
    jitterMilliseconds: udp?.jitterMilliseconds,
    lostPercent: udp?.lostPercent,
    cpuLocalPercent: client.cpuLocal,
    cpuRemotePercent: client.cpuRemote,
    pathMtu: client.pathMtu ?? server?.pathMtu,
    version: client.version ?? server?.version,
    complete,
    sentence: sentence(options, client, received, sent, complete, milliseconds),
  };
}

function sentence(
  options: BandwidthOptions,
  client: Iperf3Run,
  received: number | undefined,
  sent: number | undefined,
  complete: boolean,
  milliseconds: number,
): string {
  if (received === undefined) {
    if (options.protocol === 'UDP' && sent !== undefined) {
      return `not measured: ${bitRateText(sent)} of UDP were sent and nothing arrived`;
    }
    return notMeasured(client.error, options, milliseconds);
  }
  const streams = options.streams > 1 ? `, ${options.streams} streams` : '';
  const direction = options.reverse ? ', reverse' : '';
  const cut = complete ? '' : ', not run to its end';
  const lost = client.received?.lostPercent;
  const loss = options.protocol === 'UDP' && lost !== undefined ? `, ${Number(lost.toFixed(2))} % lost` : '';
  return `${options.protocol} ${bitRateText(received)} in ${options.seconds} s${streams}${direction}${loss}${cut}`;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
