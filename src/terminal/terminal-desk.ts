import type { Store } from '../contracts/store.ts';
import type { OperatorTerminal, TerminalLoan } from '../contracts/terminal.ts';
import { createStore } from '../store/create-store.ts';

/** The terminal of a session with a screen: who needs it asks here, the screen serves one after the other. */
export interface TerminalDesk {
  readonly terminal: OperatorTerminal;
  /** The loan whose turn it is; the screen settles it, also when it was called off. */
  readonly next: Store<TerminalLoan | undefined>;
}

/** Makes a desk without loans. Those from before the first frame wait for it. */
export function createTerminalDesk(): TerminalDesk {
  const waiting: TerminalLoan[] = [];
  const next = createStore<TerminalLoan | undefined>(undefined);
  return {
    next,
    terminal: {
      access: 'screen',
      lend: (need, signal) =>
        new Promise((resolve) => {
          const loan: TerminalLoan = {
            need,
            signal,
            settle(outcome) {
              signal.removeEventListener('abort', callOff);
              const index = waiting.indexOf(loan);
              if (index >= 0) waiting.splice(index, 1);
              next.set(waiting[0]);
              resolve(outcome);
            },
          };
          // The one whose turn it is may have the terminal: it gives it back before it settles.
          const callOff = () => {
            if (waiting[0] !== loan) loan.settle({ kind: 'cancelled' });
          };
          signal.addEventListener('abort', callOff, { once: true });
          waiting.push(loan);
          next.set(waiting[0]);
        }),
    },
  };
}
