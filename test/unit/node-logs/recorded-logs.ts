import type { RunEnd, RunLine, Runner } from '../../../src/contracts/runner.ts';

/** One run of a program that prints a log. */
export interface LogRecording {
  readonly stdout?: readonly string[];
  readonly stderr?: readonly string[];
  readonly end?: RunEnd;
}

/** A node whose programs print one recording after the other, whatever is asked; the last one again and again. */
export function recordedLogs(
  recordings: readonly LogRecording[],
): Runner & { readonly asked: { readonly argv: readonly string[]; readonly sudo: boolean }[] } {
  const asked: { readonly argv: readonly string[]; readonly sudo: boolean }[] = [];
  return {
    asked,
    place: { kind: 'node', text: 'node worker-1 over ssh' },
    commandLine: (argv) => argv.join(' '),
    run(argv, { sudo = false }) {
      const { stdout = [], stderr = [], end } = recordings[asked.length] ?? recordings.at(-1) ?? {};
      asked.push({ argv, sudo });
      return {
        stdout: lines(stdout),
        stderr: lines(stderr),
        result: Promise.resolve({
          end: end ?? { kind: 'exited', code: 0 },
          startedAt: 0,
          duration: 0,
          truncated: false,
        }),
        stop: () => Promise.resolve(),
      };
    },
  };
}

async function* lines(texts: readonly string[]): AsyncGenerator<RunLine> {
  for (const text of texts) yield { text, at: 0 };
}
