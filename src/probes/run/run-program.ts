import type { EvidenceId } from '../../contracts/evidence.ts';
import type { Place, Runner, RunResult } from '../../contracts/runner.ts';
import type { OutputLine, UnparsedSample } from '../../contracts/tool.ts';
import type { Duration } from '../../contracts/time.ts';
import { mergeOutput } from './merge-output.ts';
import { rawText } from './raw-text.ts';
import type { ProbeSource } from './source.ts';

/** One program to run: the command, how its lines become samples, and its bounds. */
export interface ProgramRun<Sample> {
  readonly argv: readonly string[];
  /** The program that does the work; argv[0] may be `timeout`. */
  readonly program: string;
  /** The program that a carrier (`timeout`) runs: a place without it is passed over too. */
  readonly inner?: string;
  readonly parse: (lines: AsyncIterable<OutputLine>) => AsyncIterable<Sample | UnparsedSample>;
  readonly deadline: Duration;
  readonly signal: AbortSignal;
  readonly onSample?: (sample: Sample) => void;
  /** Told of the evidence of a long run while it goes on; the run's own evidence replaces it at the end. */
  readonly onEvidence?: (id: EvidenceId) => void;
  /** Told where it runs, once it has said something there. */
  readonly onPlace?: (place: Place) => void;
}

/** What became of a run. `flood`: the program wrote so much that cannot be understood that it was stopped. */
export interface ProgramOutcome<Sample> {
  /** The understood samples and the first of the others, in order. */
  readonly samples: readonly (Sample | UnparsedSample)[];
  readonly unparsed: number;
  readonly flood: boolean;
  readonly result: RunResult;
  readonly runner: Runner;
  readonly program: string;
  readonly evidence: EvidenceId | undefined;
}

/** Most samples kept of one run; a minute of any tool is far below. */
const mostSamples = 20_000;
/** Lines that are not understood: kept to be shown, and where it is enough. */
const unparsedKept = 50;
const unparsedMost = 5_000;

/** Lines after which a long run puts what it has on the shelf. */
const earlyLines = 4;

/** Runs a program at one place to its end and puts what it printed on the evidence shelf. Never throws. */
export async function runProgram<Sample>(
  source: ProbeSource,
  runner: Runner,
  run: ProgramRun<Sample>,
): Promise<ProgramOutcome<Sample>> {
  const running = runner.run(run.argv, { deadline: run.deadline, signal: run.signal });
  const startedAt = source.now();
  const raw = rawText();
  const samples: (Sample | UnparsedSample)[] = [];
  let unparsed = 0;
  let flood = false;
  const shelve = (end: RunResult['end'] | undefined, truncated: boolean): EvidenceId =>
    source.evidence.add({
      source: { kind: 'command', argv: run.argv, commandLine: runner.commandLine(run.argv), end },
      place: runner.place,
      at: startedAt,
      raw: raw.text(),
      truncated: raw.truncated || truncated,
    });
  let lines = 0;
  const noted = (async function* () {
    for await (const line of mergeOutput(running)) {
      raw.add(line.text);
      lines += 1;
      if (lines === 1) run.onPlace?.(runner.place);
      if (lines === earlyLines && run.onEvidence !== undefined) run.onEvidence(shelve(undefined, false));
      yield line;
    }
  })();
  try {
    for await (const sample of run.parse(noted)) {
      if (isUnparsed(sample)) {
        unparsed += 1;
        if (unparsed <= unparsedKept) samples.push(sample);
        if (unparsed < unparsedMost) continue;
        flood = true;
        break;
      }
      if (samples.length < mostSamples) samples.push(sample);
      run.onSample?.(sample);
    }
  } finally {
    if (flood) await running.stop();
  }
  const result = await running.result;
  const evidence = result.end.kind === 'missing-program' ? undefined : shelve(result.end, result.truncated);
  return { samples, unparsed, flood, result, runner, program: run.program, evidence };
}

function isUnparsed(sample: unknown): sample is UnparsedSample {
  return typeof sample === 'object' && sample !== null && 'kind' in sample && sample.kind === 'unparsed';
}
