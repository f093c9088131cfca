import type { MadeHelper } from '../contracts/ladder.ts';
import { helperWords } from '../reach/ladder/helper-words.ts';
import { safeLine } from '../terminal/safe-text.ts';

/** What stays in the cluster after a session or a command, a line each, and why; '' where nothing does. */
export function leftHelpersText(made: readonly MadeHelper[]): string {
  return made
    .filter(({ note }) => note !== undefined)
    .map(({ kind, name, namespace, pod, state, note }) => {
      const word = helperWords[kind].replace(/^./, (letter) => letter.toUpperCase());
      const what =
        kind === 'debug-container' ? `${word} ${name} in pod ${namespace}/${pod}` : `${word} ${namespace}/${name}`;
      return `plumbline: ${safeLine(`${what}: ${state}, ${note}.`)}\n`;
    })
    .join('');
}
