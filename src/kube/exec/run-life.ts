import type { RunEnd, Running, RunOptions, RunResult } from '../../contracts/runner.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import { RunOutput } from './output.ts';

/** How a program ended at its place. */
export interface Outcome {
  /** Of no meaning when the end was asked for. */
  readonly end: RunEnd;
  /** The program is known to have ended at its place, or never to have started. */
  readonly remoteEnded: boolean;
}

/** What is the same of every run, wherever it runs: its output, who asks for its end and why, and its result. */
export class RunLife {
  readonly output: RunOutput;
  readonly #options: RunOptions;
  readonly #clock: Clock;
  readonly #endAsked = new AbortController();
  #reason: 'stopped' | 'deadline' = 'stopped';
  #startedAt: Instant;

  constructor(options: RunOptions, clock: Clock) {
    this.output = new RunOutput(options);
    this.#options = options;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** Aborted by the first reason to end the program early. */
  get endAsked(): AbortSignal {
    return this.#endAsked.signal;
  }

  /** The program has started: its deadline counts from now, put off by `later`. Returns what cancels that. */
  started(later: Duration = 0): () => void {
    this.#startedAt = this.#clock.now();
    return this.#clock.after(this.#options.deadline + later, () => this.#askEnd('deadline'));
  }

  /** Runs; what `run` throws ends as `failed` says. The result never rejects. */
  run(run: () => Promise<Outcome>, failed: (error: unknown) => Outcome): Running {
    const result = this.#perform(run, failed);
    return {
      stdout: this.output.stdout,
      stderr: this.output.stderr,
      result,
      stop: async () => {
        this.#askEnd('stopped');
        await result;
      },
    };
  }

  #askEnd(reason: 'stopped' | 'deadline'): void {
    if (this.#endAsked.signal.aborted) return;
    this.#reason = reason;
    this.#endAsked.abort();
  }

  async #perform(run: () => Promise<Outcome>, failed: (error: unknown) => Outcome): Promise<RunResult> {
    const { signal } = this.#options;
    const stop = (): void => this.#askEnd('stopped');
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    const { end, remoteEnded } = await run().catch(failed);
    signal?.removeEventListener('abort', stop);
    const now = this.#clock.now();
    this.output.end(now);
    return {
      end:
        this.endAsked.aborted && !(this.#reason === 'deadline' && end.kind === 'failed') ? { kind: this.#reason } : end,
      startedAt: this.#startedAt,
      // The clock may have been set back meanwhile.
      duration: Math.max(0, now - this.#startedAt),
      truncated: this.output.truncated,
      remoteEnded,
    };
  }
}
