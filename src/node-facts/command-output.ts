import type { RawOutputId } from '../contracts/node-facts.ts';
import type { RunEnd } from '../contracts/runner.ts';
import type { Duration, Instant } from '../contracts/time.ts';

/** One program as it is to be run on a node. */
export interface PlannedCommand {
  readonly argv: readonly string[];
  /** It says nothing, or not all, to a plain user. */
  readonly sudo?: true;
}

/** What a program printed on a node, whole. */
export interface CommandOutput {
  readonly id: RawOutputId;
  readonly command: PlannedCommand;
  readonly commandLine: string;
  /** Before it was asked for; it ended at `at`. Of this machine's clock. */
  readonly askedAt: Instant;
  readonly at: Instant;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly end: RunEnd;
  readonly truncated: boolean;
}

/** A program is given up after so long. */
export const patience: Duration = 15_000;

/** Why the output does not tell what was asked, as a clause; undefined for a program that did its work. */
export function whyNotDone(output: CommandOutput): string | undefined {
  const { end, truncated } = output;
  const program = output.command.argv[0] ?? '';
  switch (end.kind) {
    case 'missing-program':
      return `${end.program} is not installed there`;
    case 'failed':
      return end.error.message.replace(/\.$/, '');
    case 'stopped':
      return 'the question was taken back';
    case 'deadline':
      return `${program} did not end within ${Math.round(patience / 1000)} s`;
    case 'signalled':
      return `${program} was ended by ${end.signal}`;
    case 'exited':
      if (end.code !== 0) return `${program} failed: ${complaintOf(output) ?? `exit code ${end.code}, without a word`}`;
      return truncated ? `what ${program} printed was cut: it was too much` : undefined;
  }
}

/** What a program said of its failure: the first line of stderr, else of stdout. */
export function complaintOf({ stdout, stderr }: CommandOutput): string | undefined {
  return [...stderr, ...stdout].map((line) => line.trim()).find((line) => line !== '');
}

/** Whether another form of the question may still be answered: not where the way to the node is what failed. */
export function maySucceedOtherwise({ end }: CommandOutput): boolean {
  return (
    end.kind === 'exited' ||
    end.kind === 'missing-program' ||
    (end.kind === 'failed' && end.error.errorKind === 'forbidden')
  );
}
