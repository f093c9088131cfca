import type { MadeHelper } from '../contracts/ladder.ts';
import { safeLine } from '../terminal/safe-text.ts';

/** What stays in the cluster after a session or a command, a line each, and why; '' where nothing does. */
export function leftHelpersText(made: readonly MadeHelper[]): string {
  return made
    .filter(({ note }) => note !== undefined)
    .map(({ kind, name, namespace, pod, state, note }) => {
      const isProbePod = kind === 'probe-pod';
      const what = isProbePod ? `Probe pod ${namespace}/${name}` : `Debug container ${name} in pod ${namespace}/${pod}`;
      return `plumbline: ${safeLine(`${what}: ${state}, ${note}.`)}\n`;
    })
    .join('');
}
