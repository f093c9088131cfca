import type { TerminalLoan } from '../contracts/terminal.ts';
import { type BorrowedTerminal, serveOnTerminal } from './on-terminal.ts';
import { waitForKey } from './wait-for-key.ts';

/** Nobody may be there: the screen returns by itself, so that what it shows is seen by who comes back. */
const readingTime = 60_000;

/**
 * Serves a loan of the screen's terminal. What a program said before it failed stands on the terminal, not on the screen:
 * it stays until a key is pressed.
 */
export async function serveLoan(loan: TerminalLoan, terminal: BorrowedTerminal): Promise<void> {
  const outcome = await serveOnTerminal(loan.need, terminal, loan.signal);
  loan.settle(outcome);
  if (outcome.kind !== 'failed' && outcome.kind !== 'missing' && outcome.kind !== 'timeout') return;
  const how =
    outcome.kind === 'failed'
      ? `failed (${outcome.how})`
      : outcome.kind === 'missing'
        ? 'is not installed here'
        : 'took too long and was ended';
  await waitForKey(`plumbline: it ${how}. Any key returns to the screen. `, terminal, readingTime, loan.signal);
}
