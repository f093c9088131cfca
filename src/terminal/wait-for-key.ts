import type { Duration } from '../contracts/time.ts';
import type { BorrowedTerminal } from './on-terminal.ts';

/** Says something and waits until a key is pressed, the time is over, or the signal aborts. Never rejects. */
export function waitForKey(
  text: string,
  { stdin, words }: BorrowedTerminal,
  patience: Duration,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      stdin.off('data', done);
      stdin.off('end', done);
      stdin.setRawMode(false);
      stdin.pause();
      words.write('\n');
      resolve();
    };
    const timer = setTimeout(done, patience);
    words.write(text);
    signal.addEventListener('abort', done, { once: true });
    stdin.setRawMode(true);
    stdin.on('data', done);
    stdin.once('end', done);
    stdin.resume();
  });
}
