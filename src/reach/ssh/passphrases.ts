import type { OperatorTerminal } from '../../contracts/terminal.ts';

/** Asks for the passphrase of a key file; undefined when the operator gives none or there is nobody to ask. */
export type AskPassphrase = (file: string, signal: AbortSignal) => Promise<string | undefined>;

const patience = 120_000;

/** Asks on the operator's terminal, without echo. */
export function passphraseAsker(terminal: OperatorTerminal): AskPassphrase {
  return async (file, signal) => {
    if (terminal.access === 'none') return undefined;
    const outcome = await terminal.lend(
      {
        kind: 'secret',
        words: `The key ${file} is locked with a passphrase.`,
        prompt: `Passphrase of ${file}: `,
        deadline: patience,
      },
      signal,
    );
    return outcome.kind === 'done' ? outcome.text : undefined;
  };
}
