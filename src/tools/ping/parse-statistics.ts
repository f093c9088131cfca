import type { PingSample } from './samples.ts';

/** '4 packets transmitted, 0 received, +4 errors, 100% packet loss, time 3064ms'; BusyBox says 'packets received' and no time; loss may be '33.3333%'. */
export function readStatistics(text: string, at: number): PingSample | undefined {
  const match = /^(\d+) packets transmitted, (\d+) (?:packets )?received,(.*)$/.exec(text);
  if (match === null) return undefined;
  const rest = match[3] ?? '';
  const loss = /([\d.]+)% packet loss/.exec(rest)?.[1];
  const transmitted = Number(match[1]);
  const received = Number(match[2]);
  if (loss === undefined && transmitted > 0) return undefined;
  return {
    kind: 'statistics',
    transmitted,
    received,
    duplicates: Number(/\+?(\d+) duplicates/.exec(rest)?.[1] ?? 0),
    errors: Number(/\+(\d+) errors/.exec(rest)?.[1] ?? 0),
    lossPercent: Number(loss ?? 0),
    at,
  };
}

/** iputils' 'rtt min/avg/max/mdev = …', BusyBox's 'round-trip min/avg/max = …', BSD's 'round-trip min/avg/max/stddev = …'; iputils may add ', pipe 3'. */
export function readRoundTrip(text: string, at: number): PingSample | undefined {
  const match =
    /^(?:rtt|round-trip) min\/avg\/max(?:\/(?:mdev|stddev|std-dev))? = ([\d.]+)\/([\d.]+)\/([\d.]+)(?:\/([\d.]+))? ms(?:, (?:pipe|ipg).*)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  return {
    kind: 'round-trip',
    min: Number(match[1]),
    avg: Number(match[2]),
    max: Number(match[3]),
    mdev: match[4] === undefined ? undefined : Number(match[4]),
    at,
  };
}
