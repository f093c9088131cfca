import type { BandwidthOptions } from '../../contracts/probe.ts';
import { bitRateText } from '../../text/bit-rate.ts';
import { notMeasured } from './not-measured.ts';
import type { WayResult } from './way.ts';

/** How the client ended. */
interface Ending {
  readonly error: string | undefined;
  readonly milliseconds: number;
  readonly complete: boolean;
}

/** The result of a test as one sentence: 'TCP 9.41 Gbit/s in 10 s, 4 streams', and why where there is none. */
export function bandwidthSentence(
  options: BandwidthOptions,
  ahead: WayResult,
  back: WayResult | undefined,
  ending: Ending,
): string {
  const stalled = [ahead.soFar, back?.soFar].map((cut) => cut?.stalledAfter !== undefined);
  const soFar = (stalled[0] ? ahead.soFar : stalled[1] ? back?.soFar : undefined) ?? ahead.soFar ?? back?.soFar;
  const rates = ratesText(options, ahead, back);
  if (rates === undefined) {
    const sent = ahead.result.sentBitsPerSecond;
    return options.protocol === 'UDP' && sent !== undefined
      ? `not measured: ${bitRateText(sent)} of UDP were sent and nothing arrived`
      : notMeasured(ending.error, options, ending.milliseconds);
  }
  const shape = shapeText(options);
  if (soFar === undefined) {
    const cut = ending.complete ? '' : ', not run to its end';
    return `${options.protocol} ${rates} in ${options.seconds} s${shape}${lossText(options, ahead, back)}${idleText(ahead, back)}${cut}`;
  }
  const ran = `${Number(soFar.seconds.toFixed(1))} s`;
  const way = options.direction !== 'both' || stalled[0] === stalled[1] ? '' : stalled[0] ? ' there' : ' back';
  return soFar.stalledAfter === undefined
    ? `${options.protocol} ${rates} in ${ran} of ${options.seconds} s${shape}: ended before its time`
    : `${options.protocol} stalled${way}: nothing arrived after ${ran}; ${rates} until then${shape}`;
}

/** '9.41 Gbit/s', '7.2 Gbit/s there and 6.7 Gbit/s back'; undefined where nothing arrived at all. */
function ratesText(options: BandwidthOptions, ahead: WayResult, back: WayResult | undefined): string | undefined {
  const there = ahead.result.receivedBitsPerSecond;
  if (back === undefined || options.direction !== 'both') return there === undefined ? undefined : bitRateText(there);
  const home = back.result.receivedBitsPerSecond;
  if (there === undefined && home === undefined) return undefined;
  const text = (rate: number | undefined): string => (rate === undefined ? 'NOTHING' : bitRateText(rate));
  return `${text(there)} there and ${text(home)} back`;
}

/** ', 4 streams, reverse': what of the options changes what a rate means. */
function shapeText(options: BandwidthOptions): string {
  const streams = options.streams > 1 ? `, ${options.streams} streams` : '';
  const each = options.direction === 'both' && options.streams > 1 ? ' each way' : '';
  const direction = { forward: '', reverse: ', reverse', both: ', both at once' }[options.direction];
  return `${streams}${each}${direction}`;
}

function lossText(options: BandwidthOptions, ahead: WayResult, back: WayResult | undefined): string {
  const ways = [ahead, ...(back === undefined ? [] : [back])].map(({ result }) => result.lostPercent);
  if (options.protocol !== 'UDP' || ways.every((lost) => lost === undefined)) return '';
  const text = ways.map((lost) => (lost === undefined ? 'unknown' : `${Number(lost.toFixed(2))} %`));
  return `, ${text.join(' and ')} lost`;
}

/** A stream that carried nothing beside others that did: paths that are chosen by ports may be broken singly. */
function idleText(ahead: WayResult, back: WayResult | undefined): string {
  const idle = [
    ['', ahead],
    [' back', back],
  ] as const;
  return idle
    .map(([way, found]) => {
      const streams = found?.result.perStream ?? [];
      const empty = streams.filter((rate) => rate === 0).length;
      return empty === 0 || empty === streams.length
        ? ''
        : `; ${empty} of ${streams.length} streams${way} carried nothing`;
    })
    .join('');
}
