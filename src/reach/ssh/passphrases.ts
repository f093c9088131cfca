import type { OperatorTerminal } from '../../contracts/terminal.ts';

/**
 * Asks for the passphrase of a key file; undefined when the operator gives none or there is nobody to ask. `wrong` is the
 * answer that was tried before and did not fit.
 */
export type AskPassphrase = (file: string, signal: AbortSignal, wrong?: string) => Promise<string | undefined>;

const patience = 120_000;

/**
 * Passphrases that the operator has typed, kept in memory while plumbline runs: one key opens a thousand nodes, and is
 * asked for once.
 */
export class Passphrases {
  readonly #typed = new Map<string, string>();
  readonly #asking = new Map<string, Promise<string | undefined>>();

  /** Asks on this terminal, without echo, unless the passphrase is known or is just being typed. */
  asker(terminal: OperatorTerminal): AskPassphrase {
    return async (file, signal, wrong) => {
      const typed = this.#typed.get(file);
      if (typed !== undefined && typed !== wrong) return typed;
      if (terminal.access === 'none') return undefined;
      const asking = this.#asking.get(file) ?? this.#ask(file, terminal, signal);
      this.#asking.set(file, asking);
      const answer = await asking;
      if (this.#asking.get(file) === asking) this.#asking.delete(file);
      return answer;
    };
  }

  async #ask(file: string, terminal: OperatorTerminal, signal: AbortSignal): Promise<string | undefined> {
    const outcome = await terminal.lend(
      {
        kind: 'secret',
        words: `The key ${file} is locked with a passphrase.`,
        prompt: `Passphrase of ${file}: `,
        deadline: patience,
      },
      signal,
    );
    if (outcome.kind !== 'done') return undefined;
    this.#typed.set(file, outcome.text);
    return outcome.text;
  }
}
