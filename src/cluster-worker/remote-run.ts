import type { PlumblineError } from '../contracts/errors.ts';
import type { RunLine, Running, RunResult } from '../contracts/runner.ts';
import { createLineQueue } from './line-queue.ts';

/** What the worker's news of a running program are given to. */
export interface RunReceiver {
  lines(stream: 'stdout' | 'stderr', lines: readonly RunLine[]): void;
  end(result: RunResult): void;
  /** The worker is gone, and with it the connection to the program. */
  fail(error: PlumblineError): void;
}

/** The UI thread's end of a running program; `stop` asks the worker to end it. */
export function openRun(
  signal: AbortSignal | undefined,
  stop: () => void,
): { readonly running: Running; readonly receiver: RunReceiver } {
  const streams = { stdout: createLineQueue<RunLine>(), stderr: createLineQueue<RunLine>() };
  const startedAt = Date.now();
  let settle: (result: RunResult) => void = () => {};
  const result = new Promise<RunResult>((resolve) => {
    settle = resolve;
  });
  const onAbort = () => stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  // After this call has returned: the message that starts the program must go first.
  if (signal?.aborted) queueMicrotask(onAbort);

  const end = (outcome: RunResult) => {
    signal?.removeEventListener('abort', onAbort);
    streams.stdout.end();
    streams.stderr.end();
    settle(outcome);
  };
  return {
    running: {
      stdout: streams.stdout,
      stderr: streams.stderr,
      result,
      async stop() {
        stop();
        await result;
      },
    },
    receiver: {
      lines: (stream, lines) => streams[stream].push(lines),
      end,
      fail: (error) =>
        end({
          end: { kind: 'failed', error: { message: error.message, errorKind: error.kind } },
          startedAt,
          duration: Date.now() - startedAt,
          truncated: false,
          remoteEnded: false,
        }),
    },
  };
}
