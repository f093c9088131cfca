import type {
  LendTerminal,
  LoginNeed,
  TerminalAccess,
  TerminalNeed,
  TerminalOutcome,
} from '../../contracts/terminal.ts';
import type { Clock } from '../clock.ts';

/** What a connection's credentials share about the operator's terminal. */
export interface OperatorLoginOptions {
  readonly access: TerminalAccess;
  readonly lend: LendTerminal;
  readonly clock: Clock;
  /** What is waited for, or offered, has changed. */
  readonly changed: () => void;
}

/**
 * The operator's part in getting credentials: may the terminal be taken now, what waits for the operator, and what the
 * operator said to it. Opening a context is an act of the operator, and so its first log-in takes the terminal at once;
 * one that comes by itself later waits until it is allowed, because somebody may be typing.
 */
export class OperatorLogin {
  readonly access: TerminalAccess;
  readonly #options: OperatorLoginOptions;
  #first = true;
  #allowed = false;
  #round = 0;
  #givenUp = false;
  #need: LoginNeed | undefined;
  #running: AbortController | undefined;

  constructor(options: OperatorLoginOptions) {
    this.access = options.access;
    this.#options = options;
  }

  /** What waits for the operator now. */
  get need(): LoginNeed | undefined {
    return this.#need;
  }

  /** Counts what the operator said: a failure from before is no answer any more. */
  get round(): number {
    return this.#round;
  }

  /** The operator gave a log-in up: none starts by itself before the operator says so. */
  get givenUp(): boolean {
    return this.#givenUp;
  }

  /** Whether the terminal may be taken for what cannot do without it. */
  mayTake(): boolean {
    return this.access === 'direct' || (this.access === 'screen' && (this.#first || this.#allowed));
  }

  /** Whether the operator wants the terminal used also by what can do without it; a headless command does, as kubectl. */
  isWanted(): boolean {
    return this.access === 'direct' || this.#allowed;
  }

  /** Says what waits for the operator, or with undefined that nothing does. */
  offer(need: Omit<LoginNeed, 'since'> | undefined): void {
    const known = this.#need;
    if (known?.sentence === need?.sentence && known?.running === need?.running) return;
    const since = known?.running === true && need?.running === true ? known.since : this.#options.clock.now();
    this.#need = need === undefined ? undefined : { ...need, since };
    this.#options.changed();
  }

  /** The operator lets the terminal be used: what runs without it is given up, and what comes next may take it. */
  allow(): void {
    if (this.#need?.terminal !== 'wants') return;
    this.#round += 1;
    this.#givenUp = false;
    this.#allowed = true;
    this.#running?.abort();
  }

  /** The operator is in the middle of it: the next question may follow at once. */
  keepTurn(): void {
    this.#allowed = true;
  }

  /** The operator wants no more of what runs. */
  giveUp(): void {
    this.#round += 1;
    this.#givenUp = true;
    this.#running?.abort();
  }

  /** Runs something that the operator can end; `work` gets the signal for that. */
  async attended<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const own = new AbortController();
    this.#running = own;
    try {
      return await work(AbortSignal.any([own.signal, signal]));
    } finally {
      if (this.#running === own) this.#running = undefined;
    }
  }

  /** Borrows the terminal; what the operator allowed, or the first turn, is used up by it. Never rejects. */
  async take(need: TerminalNeed, signal: AbortSignal): Promise<TerminalOutcome> {
    this.#first = false;
    this.#allowed = false;
    this.offer({ sentence: need.words, running: true, terminal: 'has' });
    try {
      const outcome = await this.attended((ended) => this.#options.lend(need, ended), signal);
      this.#givenUp = outcome.kind === 'cancelled';
      return outcome;
    } finally {
      this.offer(undefined);
    }
  }
}
