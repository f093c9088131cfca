import { countWords } from '../../text/words.ts';
import { judgedReader, type Meaning } from '../reading/judged.ts';
import type { SavedOutput } from '../reading/reading.ts';
import { type ExecLine, parseKubectlExec } from './parse.ts';

/** Reads what kubectl exec printed. */
export const kubectlExecReader = judgedReader({
  tool: 'kubectl-exec',
  about: 'kubectl exec: whether the program could run',
  parse: parseKubectlExec,
  summary: ({ items }) => ({
    missingProgram: items.flatMap((item) => (item.kind === 'no-program' ? [item.program] : [])).at(0),
    exitCode: items.flatMap((item) => (item.kind === 'exit' ? [item.code] : [])).at(-1),
  }),
  meaning: ({ items }, output) => meaningOf(items, output),
  silence: ({ exitCode }) =>
    exitCode === 0 ? { state: 'ok', sentence: 'The program ran in the container and printed nothing' } : undefined,
});

function meaningOf(items: readonly ExecLine[], { exitCode }: SavedOutput): Meaning {
  const code = items.flatMap((item) => (item.kind === 'exit' ? [item.code] : [])).at(-1) ?? exitCode;
  const missing = items.find((item) => item.kind === 'no-program');
  if (missing !== undefined && code !== 0)
    return {
      state: 'fault',
      sentence: `The container has no ${missing.program}: run it from an ephemeral container in the pod, or from the node in the pod’s network namespace`,
    };
  const refused = items.find((item) => item.kind === 'refused');
  if (refused !== undefined)
    return { state: 'fault', sentence: `Nothing ran: ${refused.words.replace(/^error: /i, '').trim()}` };
  const lines = items.filter(({ kind }) => kind === 'output').length;
  if (code === undefined)
    return { state: 'unknown', sentence: `${countWords(lines, 'line')} of output; how the program ended is not told` };
  if (code === 126) return { state: 'fault', sentence: 'The program is there and may not be executed (exit code 126)' };
  if (code === 127) return { state: 'fault', sentence: 'The container has not got the program (exit code 127)' };
  if (code === 137)
    return {
      state: 'fault',
      sentence: 'The program was killed (exit code 137): the container ran out of memory, or was stopped',
    };
  if (code !== 0) return { state: 'warning', sentence: `The program ran in the container and exited with ${code}` };
  return { state: 'ok', sentence: `The program ran in the container (${countWords(lines, 'line')} of output)` };
}
