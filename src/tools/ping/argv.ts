import { addressFamily } from '../../link/address.ts';

/** Which ping it is: iputils, BusyBox, one that takes only -c, or iputils' old separate IPv6 program. */
export type PingFlavour = 'iputils' | 'busybox' | 'plain' | 'ping6';

/** One bounded run. Times in seconds; `interval` below 0.2 is refused to plain users by iputils. */
export interface PingOptions {
  readonly address: string;
  readonly count: number;
  readonly interval: number;
  /** Seconds to wait for the last replies when none came at all. */
  readonly wait: number;
  /** Bytes of payload; with `fullSize` the packet must not be fragmented. */
  readonly size?: number;
  readonly fullSize?: boolean;
  readonly flavour: PingFlavour;
}

/**
 * The command. `-c` bounds the run: with iputils' `-w` beside it, `-c` would count replies, and lost packets would be
 * sent again. iputils names a missing reply as it goes with `-O`. BusyBox cannot set DF by option; Linux sets it on its
 * raw sockets unless told otherwise.
 */
export function pingArgv(options: PingOptions): readonly string[] {
  const { flavour } = options;
  const size = options.size === undefined ? [] : ['-s', String(options.size)];
  const count = ['-c', String(options.count)];
  const timing = ['-i', String(options.interval), '-W', String(options.wait)];
  const family = addressFamily(options.address) === 6 && flavour !== 'ping6' && flavour !== 'plain' ? ['-6'] : [];
  switch (flavour) {
    case 'iputils':
    case 'ping6': {
      const fragment = options.fullSize === true ? ['-M', 'do'] : [];
      const program = flavour === 'ping6' ? 'ping6' : 'ping';
      return [program, ...family, '-n', '-O', ...count, ...timing, ...fragment, ...size, options.address];
    }
    case 'busybox':
      return ['ping', ...family, ...count, ...timing, ...size, options.address];
    case 'plain':
      return ['ping', ...count, ...size, options.address];
  }
}

/** Seconds after which a run has ended by itself, with a margin for a slow start. */
export function pingBoundSeconds(options: PingOptions): number {
  const interval = options.flavour === 'plain' ? 1 : options.interval;
  return Math.ceil(options.count * interval + options.wait + 3);
}

/** What to try after a ping that did not take its options, or undefined when nothing is left. */
export function nextFlavour(tried: PingFlavour, complaint: string, address: string): PingFlavour | undefined {
  if (tried === 'iputils') {
    if (/busybox/i.test(complaint)) return 'busybox';
    if (/option -- '?6'?/.test(complaint) && addressFamily(address) === 6) return 'ping6';
    return /option -- '?O'?|unrecognized option/i.test(complaint) ? 'busybox' : 'plain';
  }
  return tried === 'busybox' ? 'plain' : undefined;
}
