import type { Duration, Instant } from './time.ts';

/*
 * The operator's terminal as somebody borrows it who cannot do without: a credential plugin that prompts, a passphrase.
 * Everything survives a structured clone: who needs it lives in the cluster worker, who has it on the UI thread.
 */

/** What the terminal is needed for. `words` are shown above it, one sentence. */
export type TerminalNeed =
  | {
      readonly kind: 'program';
      readonly words: string;
      readonly command: string;
      readonly args: readonly string[];
      /** Added to this process's own environment. */
      readonly env: Readonly<Record<string, string>>;
      /** The program is ended after this long. */
      readonly deadline: Duration;
    }
  | { readonly kind: 'secret'; readonly words: string; readonly prompt: string; readonly deadline: Duration };

/** What came of it. Standard output of a program is kept from the terminal: a credential stands in it. */
export type TerminalOutcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed'; readonly how: string }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'timeout' }
  /** By the operator (Ctrl-C), or because nobody wants the answer any more. */
  | { readonly kind: 'cancelled' }
  /** There is no terminal, or it could not be handed over. */
  | { readonly kind: 'unavailable'; readonly why: string };

/** Lends the terminal until the outcome is there; one at a time, others wait. Never rejects. */
export type LendTerminal = (need: TerminalNeed, signal: AbortSignal) => Promise<TerminalOutcome>;

/**
 * How the terminal can be had: not at all; at once (a headless command on a terminal); or from the screen, which gives
 * it away at once only for what the operator has just asked for.
 */
export type TerminalAccess = 'none' | 'direct' | 'screen';

/** The operator's terminal, as far as it can be lent. */
export interface OperatorTerminal {
  readonly access: TerminalAccess;
  readonly lend: LendTerminal;
}

/** One loan that waits for the screen to serve it. */
export interface TerminalLoan {
  readonly need: TerminalNeed;
  /** Aborted when nobody wants it any more. */
  readonly signal: AbortSignal;
  /** Says what came of it, once. */
  settle(outcome: TerminalOutcome): void;
}

/** A log-in that is under way or that only the operator can make; the screen offers it. */
export interface LoginNeed {
  /** What waits for it: 'The credential plugin aws of user night needs the terminal: its credentials have expired.' */
  readonly sentence: string;
  /** Something runs already and can be given up. */
  readonly running: boolean;
  /** It has the terminal, could use it (if the operator lends it), or never gets it. */
  readonly terminal: 'has' | 'wants' | 'never';
  readonly since: Instant;
}
