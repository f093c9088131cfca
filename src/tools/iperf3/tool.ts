import type { RunResult } from '../../contracts/runner.ts';
import type { Tool, UnparsedSample } from '../../contracts/tool.ts';
import { parseLines } from '../line-parser.ts';
import { clientArgv, type Iperf3ClientOptions, serverArgv } from './argv.ts';
import { iperf3JsonParser } from './parse-json.ts';
import { iperf3TextParser } from './parse-text.ts';
import { type Iperf3Sample, type Iperf3Total, isWayBack } from './samples.ts';

/** One direction of a run in numbers; undefined is not known. */
export interface Iperf3Way {
  readonly sent: Iperf3Total | undefined;
  readonly received: Iperf3Total | undefined;
  /** What arrived of each stream, bits per second; empty for a single stream, and where it is not told. */
  readonly perStream: readonly number[];
}

/** The end of one iperf3 run in numbers; undefined is not known. */
export interface Iperf3Run extends Iperf3Way {
  /** Server to client, of a run in both directions; undefined in others. */
  readonly back: Iperf3Way | undefined;
  readonly cpuLocal: number | undefined;
  readonly cpuRemote: number | undefined;
  readonly pathMtu: number | undefined;
  readonly version: string | undefined;
  readonly error: string | undefined;
  /** The client said that the test ran to its end. */
  readonly done: boolean;
}

/** The iperf3 client. It may exit 0 with an error inside the JSON (3.12 and later), so the error text decides. */
export const iperf3Client: Tool<Iperf3ClientOptions, Iperf3Sample, Iperf3Run> = {
  program: 'iperf3',
  argv: clientArgv,
  parse: (lines) => parseLines(iperf3JsonParser(), lines),
  summarise: summariseIperf3,
};

/** The iperf3 server's text. */
export const iperf3Server: Tool<{ readonly port: number }, Iperf3Sample, Iperf3Run> = {
  program: 'iperf3',
  argv: (options) => serverArgv(options.port),
  parse: (lines) => parseLines(iperf3TextParser(), lines),
  summarise: summariseIperf3,
};

/** `iperf3 --version`. */
export const iperf3VersionArgv: readonly string[] = ['iperf3', '--version'];

/** Adds up client or server samples; where there is no sum (a single stream) the stream is the sum. */
export function summariseIperf3(samples: readonly (Iperf3Sample | UnparsedSample)[], _result?: RunResult): Iperf3Run {
  const totals = samples.filter((sample) => sample.kind === 'total');
  const [ahead, back] = [totals.filter((total) => !isWayBack(total)), totals.filter(isWayBack)];
  const cpu = samples.findLast((sample) => sample.kind === 'cpu');
  const mtus = samples.flatMap((sample) => (sample.kind === 'path-mtu' ? [sample.mtu] : []));
  return {
    ...wayOf(ahead),
    back: back.length === 0 ? undefined : wayOf(back),
    cpuLocal: cpu?.local,
    cpuRemote: cpu?.remote,
    pathMtu: mtus.length === 0 ? undefined : Math.min(...mtus),
    version: samples.find((sample) => sample.kind === 'version')?.version,
    error: samples.find((sample) => sample.kind === 'error')?.text,
    done: samples.some((sample) => sample.kind === 'done'),
  };
}

function wayOf(totals: readonly Iperf3Total[]): Iperf3Way {
  const received = totals.filter((total) => total.side === 'receiver' && total.stream !== 'sum');
  return {
    sent: pick(totals, 'sender'),
    received: pick(totals, 'receiver'),
    perStream: received.length > 1 ? received.map((total) => total.bitsPerSecond) : [],
  };
}

function pick(totals: readonly Iperf3Total[], side: 'sender' | 'receiver'): Iperf3Total | undefined {
  const own = totals.filter((total) => total.side === side);
  return own.findLast((total) => total.stream === 'sum') ?? own[0];
}
