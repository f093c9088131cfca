import type { RunEnd, RunLine, Runner } from '../../../src/contracts/runner.ts';

/** What a scripted program prints and how it ends. `endless` lines go on until the program is stopped. */
export interface Script {
  readonly stdout?: readonly string[];
  readonly stderr?: readonly string[];
  readonly endless?: string;
  readonly end?: RunEnd;
}

/** A runner whose programs follow a script, given by argv; undefined is a program that is not there. */
export function scriptedRunner(
  script: (argv: readonly string[]) => Script | undefined,
  text = 'container app in pod shop/web-1',
): Runner & { readonly ran: readonly (readonly string[])[] } {
  const ran: (readonly string[])[] = [];
  return {
    ran,
    place: { kind: 'container', text },
    commandLine: (argv) => `kubectl exec ${argv.join(' ')}`,
    run(argv, options) {
      ran.push(argv);
      const found = script(argv);
      let stopped = false;
      let finish: () => void = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const stop = (): void => {
        stopped = true;
        finish();
      };
      options.signal?.addEventListener('abort', stop, { once: true });
      const missing: RunEnd = {
        kind: 'missing-program',
        program: argv[0] ?? '',
        message: 'executable file not found in $PATH',
      };
      const end = found === undefined ? missing : (found.end ?? { kind: 'exited', code: 0 });
      async function* lines(texts: readonly string[], endless: string | undefined): AsyncGenerator<RunLine> {
        for (const line of texts) yield { text: line, at: Date.now() };
        for (let count = 0; endless !== undefined && !stopped && count < 1_000_000; count += 1) {
          yield { text: endless, at: Date.now() };
        }
      }
      if (found?.endless === undefined) finish();
      return {
        stdout: lines(found?.stdout ?? [], found?.endless),
        stderr: lines(found?.stderr ?? [], undefined),
        result: finished.then(() => ({
          end: stopped ? { kind: 'stopped' } : end,
          startedAt: 0,
          duration: 5,
          truncated: false,
        })),
        async stop() {
          stop();
        },
      };
    },
  };
}
