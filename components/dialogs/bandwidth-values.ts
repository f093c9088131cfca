import type { BandwidthDirection, BandwidthOptions } from '../../src/contracts/probe.ts';
import { mostStreams } from '../../src/tools/iperf3/argv.ts';

/** The choices of the form's direction, in the operator's words. */
export const directions: Readonly<Record<string, BandwidthDirection>> = {
  forward: 'forward',
  reverse: 'reverse',
  'both at once': 'both',
};

/** The options that a filled-in form means, or a sentence about what is wrong. */
export function parseBandwidthForm(values: Readonly<Record<string, string>>): BandwidthOptions | string {
  const seconds = wholeNumber(values['seconds'], 1, 60);
  if (seconds === undefined) return 'seconds must be a whole number from 1 to 60';
  const port = wholeNumber(values['port'], 1, 65535);
  if (port === undefined) return 'port must be a number from 1 to 65535';
  const streams = wholeNumber(values['streams'], 1, mostStreams);
  if (streams === undefined) return `streams must be a number from 1 to ${mostStreams}`;
  const cap = (values['cap'] ?? '').trim();
  const rateCap = cap === '' ? undefined : parseRate(cap);
  if (cap !== '' && rateCap === undefined) return 'rate cap must be like 500k, 100M or 2G (bits per second), or empty';
  return {
    protocol: values['protocol'] === 'UDP' ? 'UDP' : 'TCP',
    direction: directions[values['direction'] ?? ''] ?? 'forward',
    streams,
    seconds,
    rateCap,
    port,
  };
}

function wholeNumber(text: string | undefined, least: number, most: number): number | undefined {
  const value = Number((text ?? '').trim());
  return /^\d+$/.test((text ?? '').trim()) && value >= least && value <= most ? value : undefined;
}

const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** '100M', '2.5g', '64000': bits per second, decimal units as iperf3 takes them. */
export function parseRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:bit\/s|bps|bit)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const value = Number(match[1]) * (factors[(match[2] ?? '').toLowerCase()] ?? 1);
  return value >= 1 ? value : undefined;
}

/** The reverse of `parseRate`, for the form: '100M'. */
export function rateText(bitsPerSecond: number | undefined): string {
  if (bitsPerSecond === undefined) return '';
  for (const [unit, factor] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (bitsPerSecond >= factor) return `${Number((bitsPerSecond / factor).toPrecision(6))}${unit}`;
  }
  return String(bitsPerSecond);
}
