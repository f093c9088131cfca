import type { ContainerTarget, LogLine } from '../contracts/cluster.ts';
import type { RunLine, Running, RunResult } from '../contracts/runner.ts';
import type { Clock } from '../kube/clock.ts';
import { followLogs } from '../kube/logs/follow-logs.ts';
import { fullStop } from '../text/words.ts';
import type { ContextSession } from './context-session.ts';
import type { FromWorker, LogRequest } from './protocol.ts';
import { packError } from './travelling-error.ts';

/** Lines that arrive within this time travel together. */
const batchEvery = 25;
const batchMost = 500;
/** A reader that is this many log lines behind makes the stream wait. */
const logWindow = 5_000;

/** The programs and logs that run for the UI thread; their lines are stamped here, where nothing draws. */
export class ProgramDesk {
  readonly #stops = new Map<number, () => void>();
  readonly #taken = new Map<number, (lines: number) => void>();
  readonly #clock: Clock;
  readonly #post: (message: FromWorker) => void;

  constructor(clock: Clock, post: (message: FromWorker) => void) {
    this.#clock = clock;
    this.#post = post;
  }

  /** Runs a program that `start` starts; it is ended with `ended`. */
  async run(id: number, ended: AbortSignal, start: (signal: AbortSignal) => Promise<Running>): Promise<void> {
    const own = new AbortController();
    this.#stops.set(id, () => own.abort());
    const startedAt = this.#clock.now();
    const signal = AbortSignal.any([own.signal, ended]);
    const result = await this.#perform(id, () => start(signal)).catch((error: unknown): RunResult => {
      const { message: sentence, facts } = packError(error, 'run a program');
      const message = facts.nextStep === undefined ? sentence : `${fullStop(sentence)} ${facts.nextStep}`;
      return {
        end: own.signal.aborted ? { kind: 'stopped' } : { kind: 'failed', error: { message, errorKind: facts.kind } },
        startedAt,
        duration: this.#clock.now() - startedAt,
        truncated: false,
      };
    });
    this.#stops.delete(id);
    this.#post({ type: 'run-end', id, result });
  }

  async logs(id: number, session: ContextSession, target: ContainerTarget, options: LogRequest): Promise<void> {
    const own = new AbortController();
    this.#stops.set(id, () => own.abort());
    const signal = AbortSignal.any([own.signal, session.signal]);
    let error: unknown;
    try {
      const lines = followLogs(await session.connection(), target, { ...options, signal });
      await this.#sendLog(id, lines, signal);
    } catch (caught) {
      error = caught;
    }
    this.#stops.delete(id);
    this.#taken.delete(id);
    this.#post({
      type: 'log-end',
      id,
      error: error === undefined || own.signal.aborted ? undefined : packError(error, 'read a log'),
    });
  }

  stop(id: number): void {
    this.#stops.get(id)?.();
  }

  logsTaken(id: number, lines: number): void {
    this.#taken.get(id)?.(lines);
  }

  /** Asks everything to end; resolves when it has. */
  stopAll(): void {
    for (const stop of this.#stops.values()) stop();
  }

  get running(): number {
    return this.#stops.size;
  }

  async #perform(id: number, start: () => Promise<Running>): Promise<RunResult> {
    const running = await start();
    const [result] = await Promise.all([
      running.result,
      this.#sendRun(id, 'stdout', running.stdout),
      this.#sendRun(id, 'stderr', running.stderr),
    ]);
    return result;
  }

  async #sendRun(id: number, stream: 'stdout' | 'stderr', lines: AsyncIterable<RunLine>): Promise<void> {
    const batch = this.#batch<RunLine>((taken) => this.#post({ type: 'run-lines', id, stream, lines: taken }));
    for await (const line of lines) batch.add(line);
    batch.send();
  }

  async #sendLog(id: number, lines: AsyncIterable<LogLine>, signal: AbortSignal): Promise<void> {
    let ahead = 0;
    let wake = () => {};
    this.#taken.set(id, (taken) => {
      ahead -= taken;
      wake();
    });
    signal.addEventListener('abort', () => wake(), { once: true });
    const batch = this.#batch<LogLine>((taken) => this.#post({ type: 'log-lines', id, lines: taken }));
    for await (const line of lines) {
      batch.add(line);
      ahead += 1;
      while (ahead >= logWindow && !signal.aborted) {
        batch.send();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    batch.send();
  }

  #batch<Line>(post: (lines: readonly Line[]) => void): { add(line: Line): void; send(): void } {
    let lines: Line[] = [];
    let cancel: (() => void) | undefined;
    const send = () => {
      cancel?.();
      cancel = undefined;
      if (lines.length === 0) return;
      post(lines);
      lines = [];
    };
    return {
      send,
      add: (line) => {
        lines.push(line);
        if (lines.length >= batchMost) send();
        else cancel ??= this.#clock.after(batchEvery, send);
      },
    };
  }
}
