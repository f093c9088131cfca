import type { RawOutputId } from '../contracts/node-facts.ts';
import type { RunLine, Runner } from '../contracts/runner.ts';
import type { Duration } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';
import { type CommandOutput, patience, type PlannedCommand } from './command-output.ts';

/** More of one output is not kept: the rules of a node with thousands of services take some megabytes. */
const outputCap = 8 * 1024 * 1024;

/** With what a program is run. */
export interface RunCommandParts {
  readonly id: RawOutputId;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'now'>;
  /** The patience with the facts of a node unless said otherwise. */
  readonly deadline?: Duration;
  /** Bytes of output that are kept; 8 MiB unless said otherwise. */
  readonly mostBytes?: number;
}

/** Runs one program to its end and keeps what it printed. Never rejects. */
export async function runCommand(
  runner: Runner,
  command: PlannedCommand,
  { id, signal, clock, deadline = patience, mostBytes = outputCap }: RunCommandParts,
): Promise<CommandOutput> {
  const askedAt = clock.now();
  // As bytes: JSON is one line, and longer than lines are kept.
  const running = runner.run(command.argv, {
    deadline,
    outputCap: mostBytes,
    bytes: true,
    signal,
    ...(command.sudo === true ? { sudo: true } : {}),
  });
  const [pieces, errors, result] = await Promise.all([drain(running.stdout), drain(running.stderr), running.result]);
  const text = Buffer.from(pieces.map((piece) => piece.text).join(''), 'latin1').toString('utf8');
  const stdout = text.split(/\r?\n/);
  if (stdout.at(-1) === '') stdout.pop();
  return {
    id,
    command,
    commandLine: runner.commandLine(command.argv),
    askedAt,
    at: clock.now(),
    stdout,
    stderr: errors.map((line) => line.text),
    end: result.end,
    truncated: result.truncated,
  };
}

/** What came before a stream broke: `result` says why it did. */
async function drain(lines: AsyncIterable<RunLine>): Promise<readonly RunLine[]> {
  const all: RunLine[] = [];
  try {
    for await (const line of lines) all.push(line);
  } catch {
    // Told by the result.
  }
  return all;
}
