import type { OperatorTerminal, TerminalAccess, TerminalNeed, TerminalOutcome } from '../contracts/terminal.ts';

/** The UI thread's side: lends what the worker asks for, and takes it back when the worker wants it no more. */
export class TerminalLender {
  readonly access: TerminalAccess;
  readonly #terminal: OperatorTerminal | undefined;
  readonly #tell: (id: number, outcome: TerminalOutcome) => void;
  readonly #lent = new Map<number, AbortController>();

  constructor(terminal: OperatorTerminal | undefined, tell: (id: number, outcome: TerminalOutcome) => void) {
    this.access = terminal?.access ?? 'none';
    this.#terminal = terminal;
    this.#tell = tell;
  }

  lend(id: number, need: TerminalNeed): void {
    if (this.#terminal === undefined) {
      this.#tell(id, { kind: 'unavailable', why: 'there is none here' });
      return;
    }
    const ended = new AbortController();
    this.#lent.set(id, ended);
    void this.#terminal.lend(need, ended.signal).then((outcome) => {
      // A worker that took over from a dead one counts anew: an old outcome is none of its own.
      if (this.#lent.get(id) !== ended) return;
      this.#lent.delete(id);
      this.#tell(id, outcome);
    });
  }

  takeBack(id: number): void {
    this.#lent.get(id)?.abort();
  }

  /** The worker is gone. */
  takeBackAll(): void {
    for (const ended of this.#lent.values()) ended.abort();
    this.#lent.clear();
  }
}
