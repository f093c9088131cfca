import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration } from '../../contracts/time.ts';
import type { ExecEntry } from './exec-entry.ts';

/** How a plugin's run went wrong, on the terminal or without one. */
export type PluginTrouble =
  | { readonly kind: 'missing' }
  | { readonly kind: 'timeout'; readonly after: Duration }
  | { readonly kind: 'failed'; readonly how: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'no-credential' }
  /** It only works at a terminal: there is none, or the operator has to give it away. */
  | { readonly kind: 'no-terminal'; readonly why: string | undefined }
  | { readonly kind: 'needs-operator'; readonly why: string };

export interface TroubledPlugin {
  readonly entry: ExecEntry;
  readonly user: string;
  /** What it said on stderr; empty when it said nothing, or said it on the terminal itself. */
  readonly words: string;
  /** The screen can lend it the terminal. */
  readonly canLogIn: boolean;
}

/** 'The credential plugin aws of user night'. */
export function pluginName(entry: ExecEntry, user: string): string {
  return `The credential plugin ${entry.command} of user ${user}`;
}

/** A plugin's failure as one sentence with its own words and the way out. */
export function pluginError(trouble: PluginTrouble, { entry, user, words, canLogIn }: TroubledPlugin): PlumblineError {
  const { sentence, nextStep } = explain(trouble, entry, user, canLogIn);
  const serverMessage = wordsOf(trouble, words);
  return new PlumblineError(sentence, {
    kind: 'authentication',
    operation: 'run the credential plugin',
    object: `user ${user}`,
    ...(serverMessage === '' ? {} : { serverMessage }),
    nextStep,
  });
}

/** Printed text that is no credential may hold a secret, and so is not shown. */
function wordsOf(trouble: PluginTrouble, words: string): string {
  return trouble.kind === 'no-credential' && words === ''
    ? 'its output is not shown, because it may hold a secret'
    : words;
}

function explain(
  trouble: PluginTrouble,
  entry: ExecEntry,
  user: string,
  canLogIn: boolean,
): { readonly sentence: string; readonly nextStep: string } {
  const name = pluginName(entry, user);
  const line = [entry.command, ...entry.args].join(' ');
  const itself = (why: string) =>
    canLogIn ? `Log in: that runs it on this terminal${why}.` : `Run \`${line}\` yourself${why}.`;
  switch (trouble.kind) {
    case 'missing':
      return {
        sentence: `${name} is not installed here.`,
        nextStep:
          entry.installHint || `Install ${entry.command}, or put it on the PATH of the shell that starts plumbline.`,
      };
    case 'timeout':
      return {
        sentence: `${name} gave no answer within ${trouble.after / 1000} s.`,
        nextStep: itself(': it may be waiting for a log-in'),
      };
    case 'failed':
      return { sentence: `${name} failed (${trouble.how}).`, nextStep: itself(' to see why') };
    case 'cancelled':
      return {
        sentence: `${name} was given up.`,
        nextStep: canLogIn
          ? 'Log in when you want to: that runs it on this terminal.'
          : `Run \`${line}\` yourself to log in.`,
      };
    case 'no-credential':
      return {
        sentence: `${name} printed no ExecCredential.`,
        nextStep: `Run \`${line}\` yourself to see what it prints.`,
      };
    case 'no-terminal':
      return {
        sentence: `${name} wants a terminal, and ${trouble.why ?? 'there is none here'}.`,
        nextStep: `Run plumbline at a terminal (ssh -t), or run \`${line}\` yourself so that it stores its credentials, and set interactiveMode to IfAvailable.`,
      };
    case 'needs-operator':
      return {
        sentence: `${name} needs the terminal: ${trouble.why}.`,
        nextStep: 'Log in: that lends it the terminal, and what is measured goes on.',
      };
  }
}
