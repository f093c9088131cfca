import { describe, expect, it } from 'vitest';
import { TerminalBorrower } from '../../../src/cluster-worker/terminal-borrower.ts';
import { TerminalLender } from '../../../src/cluster-worker/terminal-lender.ts';
import type { FromWorker } from '../../../src/cluster-worker/protocol.ts';
import type { LendTerminal, TerminalNeed, TerminalOutcome } from '../../../src/contracts/terminal.ts';

const need: TerminalNeed = { kind: 'secret', words: 'A key.', prompt: 'Passphrase: ', deadline: 1000 };

/** A terminal that is given back when its signal says so. */
const untilAborted: LendTerminal = (_need, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }), { once: true }));

/** Both sides, joined as the worker's port joins them. */
function joined(lend: LendTerminal) {
  const told: [number, TerminalOutcome][] = [];
  const lender = new TerminalLender({ access: 'screen', lend }, (id, outcome) => {
    told.push([id, outcome]);
    borrower.settle(id, outcome);
  });
  const take = (message: FromWorker): void => {
    if (message.type === 'terminal') lender.lend(message.id, message.need);
    if (message.type === 'terminal-unwanted') lender.takeBack(message.id);
  };
  const borrower = new TerminalBorrower((message) => queueMicrotask(() => take(message)));
  return { lender, borrower, told };
}

describe('the terminal between the threads', () => {
  it('is lent, and its outcome comes back', async () => {
    const { borrower } = joined(async () => ({ kind: 'done', text: 'sesame' }));
    expect(await borrower.lend(need, new AbortController().signal)).toEqual({ kind: 'done', text: 'sesame' });
  });

  it('is taken back when the worker wants it no more, and only then is that the outcome', async () => {
    const { borrower } = joined(untilAborted);
    const unwanted = new AbortController();
    const outcome = borrower.lend(need, unwanted.signal);
    unwanted.abort();
    expect(await outcome).toEqual({ kind: 'cancelled' });
  });

  it('that a dead worker had is taken back, and its outcome is told to no other worker', async () => {
    const { lender, borrower, told } = joined(untilAborted);
    void borrower.lend(need, new AbortController().signal);
    await new Promise((resolve) => setImmediate(resolve));
    lender.takeBackAll();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
  });

  it('that is not there is said so', async () => {
    const told: TerminalOutcome[] = [];
    const lender = new TerminalLender(undefined, (_id, outcome) => told.push(outcome));
    expect(lender.access).toBe('none');
    lender.lend(1, need);
    expect(told).toEqual([{ kind: 'unavailable', why: 'there is none here' }]);
  });
});
