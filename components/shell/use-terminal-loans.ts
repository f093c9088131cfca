import type { SuspendTerminal } from 'ink';
import { useEffect } from 'react';
import { notify, type ScreenModel } from '../screen/model.ts';

/** Steps aside for log-ins that need the terminal, one after the other. Measuring goes on meanwhile. */
export function useTerminalLoans(model: ScreenModel, release: SuspendTerminal): void {
  const { terminalLoans } = model.session;
  useEffect(() => {
    if (terminalLoans === undefined) return undefined;
    let serving = false;
    const serve = async (): Promise<void> => {
      serving = true;
      for (let loan = terminalLoans.getSnapshot(); loan !== undefined; loan = terminalLoans.getSnapshot()) {
        if (loan.signal.aborted) loan.settle({ kind: 'cancelled' });
        else await model.terminal.lend(release, loan);
      }
      serving = false;
    };
    const look = (): void => {
      if (serving || terminalLoans.getSnapshot() === undefined) return;
      serve().catch((error: unknown) => notify(model, error instanceof Error ? error.message : String(error), 'bad'));
    };
    look();
    return terminalLoans.subscribe(look);
  }, [model, terminalLoans, release]);
}
