import { StringDecoder } from 'node:string_decoder';
import type { TerminalNeed, TerminalOutcome } from '../contracts/terminal.ts';
import type { BorrowedTerminal } from './on-terminal.ts';
import { safeLine } from './safe-text.ts';

/** What the keys typed so far amount to. */
export type SecretState =
  | { readonly kind: 'typing'; readonly text: string }
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'cancelled' };

/** Takes typed characters in, as a terminal in raw mode sends them. Pure. */
export function typeSecret(before: string, keys: string): SecretState {
  let text = before;
  // What follows Enter was meant for whoever has the terminal next.
  for (const key of keys) {
    if (key === '\r' || key === '\n') return { kind: 'done', text };
    if (key === '\u0003' || key === '\u001b' || (key === '\u0004' && text === '')) return { kind: 'cancelled' };
    if (key === '\u007f' || key === '\b') text = Array.from(text).slice(0, -1).join('');
    else if (key === '\u0015') text = '';
    else if (key >= ' ') text += key;
  }
  return { kind: 'typing', text };
}

/** Asks for a secret without echo; Enter gives it, Ctrl-C, Esc and an end of input cancel. Never rejects. */
export function readSecret(
  { prompt, deadline }: Extract<TerminalNeed, { kind: 'secret' }>,
  { stdin, words }: BorrowedTerminal,
  signal: AbortSignal,
): Promise<TerminalOutcome> {
  return new Promise((resolve) => {
    const decoder = new StringDecoder('utf8');
    let text = '';
    const settle = (outcome: TerminalOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      stdin.off('data', typed);
      stdin.off('end', cancel);
      stdin.setRawMode(false);
      stdin.pause();
      words.write('\n');
      resolve(outcome);
    };
    const cancel = () => settle({ kind: 'cancelled' });
    const timer = setTimeout(() => settle({ kind: 'timeout' }), deadline);
    const typed = (chunk: Buffer | string) => {
      const state = typeSecret(text, typeof chunk === 'string' ? chunk : decoder.write(chunk));
      if (state.kind === 'typing') text = state.text;
      else settle(state);
    };
    signal.addEventListener('abort', cancel, { once: true });
    // No echo before there is something to type.
    stdin.setRawMode(true);
    words.write(safeLine(prompt));
    stdin.on('data', typed);
    stdin.once('end', cancel);
    stdin.resume();
  });
}
