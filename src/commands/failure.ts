import { type ErrorKind, PlumblineError } from '../contracts/errors.ts';
import { safeLine } from '../terminal/safe-text.ts';

/** Exit codes of every headless command. */
export const exitCodes = { works: 0, doesNot: 1, usage: 2, couldNotTest: 3 } as const;

const usageKinds: readonly ErrorKind[] = ['usage', 'configuration'];

/** The exit code that an error ends a command with: 2 for what the operator gave, 3 for what stood in the way. */
export function exitCodeOf(error: unknown): number {
  return error instanceof PlumblineError && usageKinds.includes(error.kind) ? exitCodes.usage : exitCodes.couldNotTest;
}

/**
 * An error as lines for stderr: the sentence, the other side's own words where the sentence does not hold them
 * already, and what to do next. Never a stack trace, and never a control sequence of who answered.
 */
export function failureText(error: unknown): string {
  if (!(error instanceof PlumblineError)) {
    return `plumbline: ${safeLine(error instanceof Error ? error.message : String(error))}\n`;
  }
  const { serverMessage, nextStep } = error.facts;
  const lines = [`plumbline: ${error.message}`];
  if (serverMessage !== undefined && !error.message.includes(serverMessage)) lines.push(`  answer: ${serverMessage}`);
  if (nextStep !== undefined) lines.push(`  next: ${nextStep}`);
  return `${lines.map(safeLine).join('\n')}\n`;
}
