import type { RunLine, RunResult } from './runner.ts';
import type { Instant } from './time.ts';

/** A line that the parser did not understand. It is kept and shown, never dropped, never guessed at. */
export interface UnparsedSample {
  readonly kind: 'unparsed';
  readonly text: string;
  readonly at: Instant;
}

/** A line with the stream it came from; tools write news to either. */
export interface OutputLine extends RunLine {
  readonly stream: 'stdout' | 'stderr';
}

/**
 * One external program. Parsers are pure and total: unknown text becomes an `unparsed` sample, never a throw, never a
 * guess.
 */
export interface Tool<Options, Sample, Summary> {
  readonly program: string;
  readonly argv: (options: Options) => readonly string[];
  readonly parse: (lines: AsyncIterable<OutputLine>) => AsyncIterable<Sample | UnparsedSample>;
  readonly summarise: (samples: readonly (Sample | UnparsedSample)[], result: RunResult) => Summary;
}
