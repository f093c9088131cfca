import type { RunResult } from '../../contracts/runner.ts';
import type { Tool, UnparsedSample } from '../../contracts/tool.ts';
import { eachLine, parseLines } from '../line-parser.ts';
import { type PingOptions, pingArgv } from './argv.ts';
import { readPingLine } from './parse.ts';
import type { PingFailure, PingSample } from './samples.ts';

/** One run of ping in numbers. Milliseconds. */
export interface PingRun {
  /** As the program counted, or as seen where it was cut off before its statistics. */
  readonly transmitted: number;
  readonly received: number;
  readonly duplicates: number;
  readonly lossPercent: number | undefined;
  readonly times: readonly number[];
  /** The program's own statistics were seen: it ran to its end. */
  readonly complete: boolean;
  readonly failure: PingFailure | undefined;
  /** The program's own words for the failure or the first error. */
  readonly words: string | undefined;
  /** The smallest MTU that was named. */
  readonly mtu: number | undefined;
  /** Packets that this host or a router called too long. */
  readonly tooLong: number;
  /** Packets that were too long for the interface here, so never left. */
  readonly tooLongHere: number;
  readonly unparsed: number;
}

/** ping of iputils, BusyBox and plain ones. */
export const pingTool: Tool<PingOptions, PingSample, PingRun> = {
  program: 'ping',
  argv: pingArgv,
  parse: (lines) => parseLines(eachLine(readPingLine), lines),
  summarise: summarisePing,
};

/** Adds up one run. BusyBox that dies of a send error prints no statistics: nothing was received then. */
export function summarisePing(samples: readonly (PingSample | UnparsedSample)[], _result?: RunResult): PingRun {
  const replies = samples.filter((sample) => sample.kind === 'reply');
  const firsts = replies.filter((sample) => !sample.duplicate);
  const errors = samples.filter((sample) => sample.kind === 'error');
  const failure = samples.find((sample) => sample.kind === 'failure');
  const statistics = samples.findLast((sample) => sample.kind === 'statistics');
  const sequences = samples.flatMap((sample) =>
    (sample.kind === 'reply' || sample.kind === 'no-answer' || sample.kind === 'error') && sample.sequence !== undefined
      ? [sample.sequence]
      : [],
  );
  const mtus = errors.flatMap((error) => (error.mtu === undefined ? [] : [error.mtu]));
  return {
    transmitted: statistics?.transmitted ?? new Set(sequences).size,
    received: statistics?.received ?? firsts.length,
    duplicates: statistics?.duplicates ?? replies.length - firsts.length,
    lossPercent: statistics?.lossPercent,
    times: firsts.flatMap((sample) => (sample.milliseconds === undefined ? [] : [sample.milliseconds])),
    complete: statistics !== undefined,
    failure: failure?.failure,
    words: failure?.text ?? errors[0]?.text,
    mtu: mtus.length === 0 ? undefined : Math.min(...mtus),
    tooLong: errors.filter((error) => error.tooLong).length,
    tooLongHere: errors.filter((error) => error.tooLong && error.from === undefined).length,
    unparsed: samples.filter((sample) => sample.kind === 'unparsed').length,
  };
}
