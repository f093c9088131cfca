import { parseOptions } from './options.ts';

/** What an iperf3 command line asks for. */
export interface IperfOptions {
  readonly mode: 'client' | 'server';
  readonly host: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  readonly reverse: boolean;
  /** Both ends send at once (3.7 and later). */
  readonly bidirectional: boolean;
  readonly streams: number;
  readonly seconds: number;
  /** Seconds between reports. */
  readonly interval: number;
  /** Bits per second for each stream; 0 is unlimited. */
  readonly bitrate: number;
  readonly output: 'text' | 'json' | 'json-stream';
  readonly oneOff: boolean;
  readonly daemon: boolean;
  /** Milliseconds; undefined waits for ever. */
  readonly connectTimeout: number | undefined;
  /** Seconds; undefined waits for ever. */
  readonly idleTimeout: number | undefined;
}

export type IperfCommand =
  | { readonly kind: 'run'; readonly options: IperfOptions }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

const plain = { value: false } as const;
const valued = { value: true } as const;
const long = {
  server: { ...plain, as: 's' },
  client: { ...valued, as: 'c' },
  port: { ...valued, as: 'p' },
  udp: { ...plain, as: 'u' },
  reverse: { ...plain, as: 'R' },
  bidir: plain,
  parallel: { ...valued, as: 'P' },
  time: { ...valued, as: 't' },
  interval: { ...valued, as: 'i' },
  bitrate: { ...valued, as: 'b' },
  bandwidth: { ...valued, as: 'b' },
  json: { ...plain, as: 'J' },
  'one-off': { ...plain, as: '1' },
  daemon: { ...plain, as: 'D' },
  format: { ...valued, as: 'f' },
  length: { ...valued, as: 'l' },
  bind: { ...valued, as: 'B' },
  version: { ...plain, as: 'v' },
  verbose: { ...plain, as: 'V' },
  version4: { ...plain, as: '4' },
  version6: { ...plain, as: '6' },
  omit: { ...valued, as: 'O' },
  'connect-timeout': valued,
  'idle-timeout': valued,
  'rcv-timeout': valued,
  'snd-timeout': valued,
  forceflush: plain,
  'dont-fragment': plain,
  'get-server-output': plain,
} as const;

/** Reads an iperf3 command line; --json-stream is known from 3.17 on. */
export function readIperfOptions(words: readonly string[], knowsJsonStream: boolean): IperfCommand {
  const known = knowsJsonStream ? { ...long, 'json-stream': plain } : long;
  const options = parseOptions(words, '46sDv1uRJVNZc:p:P:t:i:b:f:l:B:O:w:M:C:S:L:T:A:I:n:k:F:', known);
  if (options.unknown !== undefined) {
    const what = options.unknown.startsWith('--')
      ? `unrecognized option '${options.unknown}'`
      : `invalid option -- '${options.unknown.slice(1)}'`;
    return {
      kind: 'wrong',
      message: `iperf3: ${what}\nUsage: iperf3 [-s|-c host] [options]\n       iperf3 [-h|--help] [-v|--version]\n`,
    };
  }
  if (options.has('v')) {
    return { kind: 'version' };
  }
  const host = options.text('c');
  if (host === undefined && !options.has('s')) {
    return {
      kind: 'wrong',
      message:
        "iperf3: parameter error - must either be a client (-c) or server (-s)\n\nUsage: iperf3 [-s|-c host] [options]\nTry `iperf3 --help' for more information.\n",
    };
  }
  if (options.has('R') && options.has('bidir')) {
    return {
      kind: 'wrong',
      message:
        "iperf3: parameter error - cannot be both reverse and bidirectional\n\nUsage: iperf3 [-s|-c host] [options]\nTry `iperf3 --help' for more information.\n",
    };
  }
  const udp = options.has('u');
  return {
    kind: 'run',
    options: {
      mode: host === undefined ? 'server' : 'client',
      host: host ?? '',
      port: options.number('p', 5201),
      protocol: udp ? 'UDP' : 'TCP',
      reverse: options.has('R'),
      bidirectional: options.has('bidir'),
      streams: options.number('P', 1),
      seconds: options.number('t', 10),
      interval: options.number('i', 1) || options.number('t', 10),
      bitrate: bits(options.text('b')) ?? (udp ? 1_048_576 : 0),
      output: options.has('json-stream') ? 'json-stream' : options.has('J') ? 'json' : 'text',
      oneOff: options.has('1'),
      daemon: options.has('D'),
      connectTimeout: options.has('connect-timeout') ? options.number('connect-timeout', 0) : undefined,
      idleTimeout: options.has('idle-timeout') ? options.number('idle-timeout', 0) : undefined,
    },
  };
}

/** '50M' in bits per second: K, M and G are powers of 1000. */
function bits(text: string | undefined): number | undefined {
  const match = /^([\d.]+)([KMGT]?)/i.exec(text ?? '');
  const power = { '': 0, K: 1, M: 2, G: 3, T: 4 }[(match?.[2] ?? '').toUpperCase()] ?? 0;
  return match === null ? undefined : Number(match[1]) * 1000 ** power;
}
