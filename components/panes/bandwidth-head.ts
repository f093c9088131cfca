import type { BandwidthSeries } from '../../src/contracts/probe.ts';
import { bitRate } from '../widgets/format.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { optionsText } from './bandwidth-options.ts';
import { bandwidthSentence } from './probe-words.ts';

/** A second without an interval is iperf3's own pace; more than this many milliseconds without one is said. */
const silence = 2500;

/** The first line of the Bandwidth pane: the newest rate or the result, and said in words when nothing arrives. */
export function bandwidthHead(series: BandwidthSeries, now: number): StyledLine {
  const { summary, points, options, phase } = series;
  if (summary !== undefined) {
    return line(` ${bandwidthSentence(summary)}`, summary.receivedBitsPerSecond === undefined ? 'warning' : 'strong');
  }
  const newest = points.at(-1);
  const rest = { text: `  ${optionsText(options)}` };
  if (newest === undefined) return [{ text: ` ${phase}`, tone: 'strong' }, rest];
  const quiet = now - newest.at;
  // After the last interval iperf3 takes its time to sum up.
  if (quiet > silence && newest.second < options.seconds)
    return [{ text: ` no data for ${Math.floor(quiet / 1000)} s`, tone: 'bad' }, rest];
  const { back } = newest;
  const home =
    back === undefined ? '' : ` there, ${back.bitsPerSecond > 0 ? bitRate(back.bitsPerSecond) : 'NOTHING'} back`;
  if (newest.bitsPerSecond > 0 || (back?.bitsPerSecond ?? 0) > 0)
    return [{ text: ` ${bitRate(newest.bitsPerSecond)}${home}`, tone: 'strong' }, rest];
  const moving = points.findLastIndex((point) => point.bitsPerSecond > 0 || (point.back?.bitsPerSecond ?? 0) > 0);
  const since = newest.second - (points[moving]?.second ?? 0);
  return [{ text: ` STALLED for ${Math.round(since)} s: 0 bit/s`, tone: 'bad' }, rest];
}
