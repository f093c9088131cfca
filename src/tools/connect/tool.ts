import type { ConnectClass } from '../../contracts/probe.ts';
import type { RunResult } from '../../contracts/runner.ts';
import type { OutputLine, Tool, UnparsedSample } from '../../contracts/tool.ts';
import { eachLine, parseLines } from '../line-parser.ts';
import { classOfWords, isUsageComplaint } from './words.ts';

/** One TCP connect: to an address (IPv4 or IPv6 without brackets) or a name, bounded in seconds. */
export interface ConnectTarget {
  readonly address: string;
  readonly port: number;
  readonly timeoutSeconds: number;
}

/** What one line of a connecting program says. */
export type ConnectSample =
  | { readonly kind: 'connected'; readonly address: string | undefined; readonly at: number }
  | { readonly kind: 'failed'; readonly class: ConnectClass; readonly words: string; readonly at: number }
  /** The program did not take the options: nothing was tested, another form may work. */
  | { readonly kind: 'usage'; readonly words: string; readonly at: number }
  /** Known, and says nothing about the connect: a banner, a progress line. */
  | { readonly kind: 'notice'; readonly text: string; readonly at: number };

/** What one run of a connecting program proved. */
export interface ConnectOutcome {
  readonly class: ConnectClass;
  /** The program's own words for it, where it had some. */
  readonly words: string | undefined;
  /** The program did not take the options it was given. */
  readonly usage: boolean;
}

/** A program that makes a TCP connect. */
export type ConnectTool = Tool<ConnectTarget, ConnectSample, ConnectOutcome>;

/** Builds a connecting tool from what is its own: how it is called, the lines only it prints, and what its silence means. */
export function connectTool(own: {
  readonly program: string;
  readonly argv: (target: ConnectTarget) => readonly string[];
  readonly read: (line: OutputLine) => ConnectSample | undefined;
  /** The class of a run without a telling line; 'not-tested' where that proves nothing. `spoke`: it said what is not understood. */
  readonly silence: (result: RunResult, spoke: boolean) => ConnectClass;
}): ConnectTool {
  return {
    program: own.program,
    argv: own.argv,
    parse: (lines) =>
      parseLines(
        eachLine((line) => own.read(line) ?? readCommon(line)),
        lines,
      ),
    summarise: (samples, result) => {
      const spoke = samples.some((sample) => sample.kind === 'unparsed');
      return outcome(samples, result, own.silence(result, spoke));
    },
  };
}

/** Lines that every connecting program may print. */
function readCommon(line: OutputLine): ConnectSample | undefined {
  if (isUsageComplaint(line.text)) return { kind: 'usage', words: line.text.trim(), at: line.at };
  // What `timeout` says of itself is no word about the network.
  if (line.text.startsWith('timeout: ')) return { kind: 'notice', text: line.text, at: line.at };
  const failed = classOfWords(line.text);
  return failed === undefined ? undefined : { kind: 'failed', class: failed, words: line.text.trim(), at: line.at };
}

function outcome(
  samples: readonly (ConnectSample | UnparsedSample)[],
  result: RunResult,
  silence: ConnectClass,
): ConnectOutcome {
  const complaint = samples.find((sample) => sample.kind === 'usage');
  if (complaint !== undefined) return { class: 'not-tested', words: complaint.words, usage: true };
  if (samples.some((sample) => sample.kind === 'connected')) return afterConnect(samples);
  const failure = samples.find((sample) => sample.kind === 'failed');
  if (failure !== undefined) {
    // curl says 'Connection timed out after …' of the connect and of a TLS handshake alike.
    const of = failure.class === 'hang-after-connect' ? 'timeout' : failure.class;
    return { class: of, words: failure.words, usage: false };
  }
  const unknown = samples.find((sample) => sample.kind === 'unparsed');
  if (result.end.kind !== 'exited') return { class: ended(result, silence), words: unknown?.text, usage: false };
  return { class: silence, words: unknown?.text, usage: false };
}

/** A run that was connected: a reset after that is a finding of its own, everything else leaves it open. */
function afterConnect(samples: readonly (ConnectSample | UnparsedSample)[]): ConnectOutcome {
  const reset = samples.find((sample) => sample.kind === 'failed' && sample.class === 'reset');
  if (reset?.kind === 'failed') return { class: 'reset', words: reset.words, usage: false };
  const hang = samples.find((sample) => sample.kind === 'failed' && sample.class === 'hang-after-connect');
  if (hang?.kind === 'failed') return { class: 'hang-after-connect', words: hang.words, usage: false };
  return { class: 'open', words: undefined, usage: false };
}

function ended(result: RunResult, silence: ConnectClass): ConnectClass {
  if (result.end.kind === 'deadline' || result.end.kind === 'signalled') return silence;
  return 'not-tested';
}

/** The exit code of a run, or undefined when it did not exit by itself. */
export function exitCode(result: RunResult): number | undefined {
  return result.end.kind === 'exited' ? result.end.code : undefined;
}
