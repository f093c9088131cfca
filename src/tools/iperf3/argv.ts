import type { BandwidthOptions } from '../../contracts/probe.ts';

/** Most parallel streams each way: what a minute of them prints stays within what is read of a program. */
export const mostStreams = 32;

/** A client run: the test's options, the server's address, and whether this client can stream JSON. */
export interface Iperf3ClientOptions extends BandwidthOptions {
  readonly address: string;
  readonly jsonStream: boolean;
}

/**
 * The client. `-b` is per stream (and with --bidir per direction), so a cap is divided by the streams; UDP without -b would crawl at 1 Mbit/s, so uncapped is `-b 0`.
 * JSON at the end has what text lacks (path MTU, CPU); live numbers of old versions come from the server's text.
 */
export function clientArgv(options: Iperf3ClientOptions): readonly string[] {
  const rate = options.rateCap === undefined ? (options.protocol === 'UDP' ? '0' : undefined) : perStream(options);
  return [
    'iperf3',
    '-c',
    options.address,
    '-p',
    String(options.port),
    '-t',
    String(options.seconds),
    '-i',
    '1',
    '--connect-timeout',
    '3000',
    options.jsonStream ? '--json-stream' : '-J',
    ...(options.streams > 1 ? ['-P', String(options.streams)] : []),
    ...(options.protocol === 'UDP' ? ['-u'] : []),
    ...(rate === undefined ? [] : ['-b', rate]),
    ...(options.direction === 'reverse' ? ['-R'] : options.direction === 'both' ? ['--bidir'] : []),
  ];
}

/** The server: one test, then it ends by itself; run it inside `timeout`, for the case that nobody comes. */
export function serverArgv(port: number): readonly string[] {
  return ['iperf3', '-s', '-1', '-p', String(port), '-i', '1', '--forceflush'];
}

/** Whether this version prints one JSON event per line (3.17 and later). Takes the text of `iperf3 --version`. */
export function knowsJsonStream(version: string | undefined): boolean {
  const minor = /^3\.(\d+)/.exec(version ?? '')?.[1];
  return minor !== undefined && Number(minor) >= 17;
}

/** Whether this version measures both directions at once (3.7 and later); a version that is not known may. */
export function knowsBidirectional(version: string | undefined): boolean {
  const minor = /^3\.(\d+)/.exec(version ?? '')?.[1];
  return minor === undefined || Number(minor) >= 7;
}

function perStream(options: BandwidthOptions): string {
  return String(Math.max(1, Math.round((options.rateCap ?? 0) / options.streams)));
}
