import type { RunLine, Runner, Running, RunEnd, RunOptions } from '../../../src/contracts/runner.ts';

/** One run of tcpdump as it shall go. */
export interface FakeRun {
  readonly stdout?: readonly Uint8Array[];
  readonly stderr?: readonly string[];
  /** How it ends when the output is over; without it, it goes on until it is stopped or over its deadline. */
  readonly end?: RunEnd;
}

export interface FakeTcpdump {
  readonly runner: Runner;
  readonly started: { readonly argv: readonly string[]; readonly options: RunOptions }[];
}

/** A runner whose runs go as told, one after the other; the last one is repeated. */
export function fakeTcpdump(runs: readonly FakeRun[]): FakeTcpdump {
  const started: FakeTcpdump['started'] = [];
  const runner: Runner = {
    place: { kind: 'node', text: 'node worker-1 over ssh' },
    commandLine: (argv) => argv.join(' '),
    run(argv, options) {
      const run = runs[Math.min(started.length, runs.length - 1)] ?? {};
      started.push({ argv, options });
      return perform(run, options);
    },
  };
  return { runner, started };
}

function perform({ stdout = [], stderr = [], end }: FakeRun, options: RunOptions): Running {
  const startedAt = Date.now();
  const stopping = new AbortController();
  const ended = new Promise<RunEnd>((resolve) => {
    const stop = (): void => resolve({ kind: 'stopped' });
    options.signal?.addEventListener('abort', stop, { once: true });
    stopping.signal.addEventListener('abort', stop, { once: true });
    if (options.signal?.aborted === true) stop();
    if (end !== undefined) setTimeout(() => resolve(end), 5);
    else setTimeout(() => resolve({ kind: 'deadline' }), options.deadline).unref();
  });
  const lines = (texts: readonly string[]) =>
    (async function* (): AsyncGenerator<RunLine, void> {
      for (const text of texts) yield { text, at: Date.now() };
      await ended;
    })();
  return {
    stdout: lines(stdout.map((bytes) => Buffer.from(bytes).toString('latin1'))),
    stderr: lines(stderr),
    result: ended.then((how) => ({
      end: how,
      startedAt,
      duration: Date.now() - startedAt,
      truncated: false,
      remoteEnded: true,
    })),
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
