import type { LendTerminal, TerminalOutcome } from '../contracts/terminal.ts';
import type { FromWorker } from './protocol.ts';

/** The worker's side of the operator's terminal: asks for it and waits for what came of it. */
export class TerminalBorrower {
  readonly #post: (message: FromWorker) => void;
  readonly #waiting = new Map<number, (outcome: TerminalOutcome) => void>();
  #lastId = 0;

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  readonly lend: LendTerminal = (need, signal) =>
    new Promise((resolve) => {
      this.#lastId += 1;
      const id = this.#lastId;
      const unwanted = () => this.#post({ type: 'terminal-unwanted', id });
      this.#waiting.set(id, (outcome) => {
        this.#waiting.delete(id);
        signal.removeEventListener('abort', unwanted);
        resolve(outcome);
      });
      this.#post({ type: 'terminal', id, need });
      // The terminal is given back before the outcome says so.
      if (signal.aborted) unwanted();
      else signal.addEventListener('abort', unwanted, { once: true });
    });

  settle(id: number, outcome: TerminalOutcome): void {
    this.#waiting.get(id)?.(outcome);
  }
}
