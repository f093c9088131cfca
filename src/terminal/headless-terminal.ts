import type { OperatorTerminal } from '../contracts/terminal.ts';
import { serveOnTerminal } from './on-terminal.ts';

/**
 * The terminal of a command without a screen: had at once, one need after the other, when stdin is a terminal and there
 * is one for words too (stderr, else stdout).
 */
export function headlessTerminal(): OperatorTerminal {
  const { stdin, stdout, stderr } = process;
  const words = stderr.isTTY ? stderr : stdout;
  let last: Promise<unknown> = Promise.resolve();
  return {
    access: stdin.isTTY && words.isTTY ? 'direct' : 'none',
    lend(need, signal) {
      const outcome = last.then(() => serveOnTerminal(need, { stdin, words, announce: false }, signal));
      last = outcome;
      return outcome;
    },
  };
}
