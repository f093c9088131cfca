import type { BandwidthOptions } from '../../src/contracts/probe.ts';
import { bitRate } from '../widgets/format.ts';

/** 'TCP, 10 s, 4 streams, at most 100 Mbit/s, port 5201'. */
export function optionsText(options: BandwidthOptions): string {
  return [
    options.protocol,
    `${options.seconds} s`,
    ...(options.streams > 1 ? [`${options.streams} streams`] : []),
    ...(options.direction === 'forward' ? [] : [options.direction === 'both' ? 'both ways at once' : 'reverse']),
    options.rateCap === undefined
      ? 'uncapped'
      : `at most ${bitRate(options.rateCap)}${options.direction === 'both' ? ' each way' : ''}`,
    `port ${options.port}`,
  ].join(', ');
}
