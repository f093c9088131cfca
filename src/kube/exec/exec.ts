import { intentOfCommand } from '../../consent/intent-of-command.ts';
import type { ContainerTarget } from '../../contracts/cluster.ts';
import type { RunLine, Running, RunOptions, RunResult } from '../../contracts/runner.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { ApiConnection } from '../connection.ts';
import { attempt, type Outcome } from './attempt.ts';
import { runFailure } from './failure.ts';
import { defaultTimings, type ExecTimings } from './exec-stream.ts';
import { RunOutput } from './output.ts';
import { defaultEndTimings, type EndTimings } from './remote-end.ts';
import { mayHaveShell, rememberNoShell } from './shells.ts';
import { chooseContainer, targetText } from './target.ts';

/** For tests; the defaults are right for real clusters. */
export interface ExecSettings {
  readonly clock?: Clock;
  readonly timings?: Partial<ExecTimings & EndTimings>;
}

/** A stop waits this long for a program that is just being started, so that it can be ended and not only abandoned. */
const startPatience = 2000;

/**
 * Runs a program in a container. The deadline counts from the program's start and holds here and there; `stop`, the
 * abort signal and the deadline end the remote process too where the container has a shell, and `remoteEnded` of the
 * result says whether it is known to be gone. `result` never rejects.
 */
export function execInContainer(
  connection: ApiConnection,
  target: ContainerTarget,
  argv: readonly string[],
  options: RunOptions,
  settings: ExecSettings = {},
): Running {
  return new ContainerRun(connection, target, argv, options, settings);
}

class ContainerRun implements Running {
  readonly stdout: AsyncIterable<RunLine>;
  readonly stderr: AsyncIterable<RunLine>;
  readonly result: Promise<RunResult>;
  readonly #clock: Clock;
  readonly #output: RunOutput;
  /** Gives up a start that is under way. */
  readonly #starting = new AbortController();
  /** Aborted by the first reason to end the program early. */
  readonly #endAsked = new AbortController();
  #reason: 'stopped' | 'deadline' = 'stopped';
  #startedAt: Instant;

  constructor(
    connection: ApiConnection,
    target: ContainerTarget,
    argv: readonly string[],
    options: RunOptions,
    settings: ExecSettings,
  ) {
    this.#clock = settings.clock ?? systemClock;
    this.#output = new RunOutput(options);
    this.stdout = this.#output.stdout;
    this.stderr = this.#output.stderr;
    this.#startedAt = this.#clock.now();
    this.result = this.#perform(options.signal, () => this.#run(connection, target, argv, options, settings));
  }

  async stop(): Promise<void> {
    this.#askEnd('stopped');
    await this.result;
  }

  #askEnd(reason: 'stopped' | 'deadline'): void {
    if (this.#endAsked.signal.aborted) return;
    this.#reason = reason;
    this.#endAsked.abort();
    this.#clock.after(startPatience, () => this.#starting.abort());
  }

  async #perform(signal: AbortSignal | undefined, run: () => Promise<Outcome>): Promise<RunResult> {
    const stop = () => this.#askEnd('stopped');
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    const { end, remoteEnded } = await run().catch(
      (error: unknown): Outcome => ({ end: runFailure(error), remoteEnded: !this.#endAsked.signal.aborted }),
    );
    signal?.removeEventListener('abort', stop);
    const now = this.#clock.now();
    this.#output.end(now);
    return {
      end:
        this.#endAsked.signal.aborted && !(this.#reason === 'deadline' && end.kind === 'failed')
          ? { kind: this.#reason }
          : end,
      startedAt: this.#startedAt,
      // The clock may have been set back meanwhile.
      duration: Math.max(0, now - this.#startedAt),
      truncated: this.#output.truncated,
      remoteEnded,
    };
  }

  async #run(
    connection: ApiConnection,
    target: ContainerTarget,
    argv: readonly string[],
    options: RunOptions,
    settings: ExecSettings,
  ): Promise<Outcome> {
    const intent = intentOfCommand(argv);
    // Before the pod is read: what the mode does not allow sends nothing at all.
    connection.permit(intent, `run ${argv[0] ?? ''}`, targetText(target));
    const container = await chooseContainer(connection, target, this.#starting.signal);
    const start = {
      connection,
      where: {
        namespace: target.namespace,
        pod: target.pod,
        container,
        program: argv[0] ?? '',
        intent,
      },
      argv,
      options,
      output: this.#output,
      clock: this.#clock,
      timings: { ...defaultTimings, ...defaultEndTimings, ...settings.timings },
      starting: this.#starting.signal,
      endAsked: this.#endAsked.signal,
      started: (later: Duration) => {
        this.#startedAt = this.#clock.now();
        return this.#clock.after(options.deadline + later, () => this.#askEnd('deadline'));
      },
    };
    if (mayHaveShell(connection, target, container)) {
      const outcome = await attempt(start, true);
      if (outcome !== 'no-shell') return outcome;
      rememberNoShell(connection, target, container);
    }
    const outcome = await attempt(start, false);
    return outcome === 'no-shell' ? { end: { kind: 'stopped' }, remoteEnded: true } : outcome;
  }
}
