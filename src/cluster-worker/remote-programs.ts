import type { ContainerTarget, LogLine, LogOptions } from '../contracts/cluster.ts';
import type { PlumblineError } from '../contracts/errors.ts';
import type { Running, RunOptions } from '../contracts/runner.ts';
import { createLineQueue, type LineQueue } from './line-queue.ts';
import type { FromWorker, LogRequest, RunTarget } from './protocol.ts';
import { openRun, type RunReceiver } from './remote-run.ts';
import { unpackError } from './travelling-error.ts';
import type { WorkerLine } from './worker-line.ts';

/** What the worker says of programs and logs. */
type ProgramMessage = Extract<FromWorker, { readonly type: 'run-lines' | 'run-end' | 'log-lines' | 'log-end' }>;

/** The UI thread's end of programs, in containers and on nodes, and of the logs of containers. */
export class RemotePrograms {
  readonly #line: WorkerLine;
  readonly #runs = new Map<number, RunReceiver>();
  readonly #logs = new Map<number, LineQueue<LogLine>>();

  constructor(line: WorkerLine) {
    this.#line = line;
  }

  run(target: RunTarget, argv: readonly string[], { signal, ...options }: RunOptions): Running {
    const id = this.#line.nextId();
    const { running, receiver } = openRun(signal, () => this.#line.post({ type: 'stop', id }));
    const closed = this.#line.closed();
    if (closed !== undefined) {
      receiver.fail(closed);
      return running;
    }
    this.#runs.set(id, receiver);
    this.#line.post({ type: 'run', id, target, argv, options });
    return running;
  }

  /** Each reader reads a log of its own, from when it begins to. */
  logs(target: ContainerTarget, { signal, ...options }: LogOptions): AsyncIterable<LogLine> {
    return { [Symbol.asyncIterator]: () => this.#readLog(target, options, signal)[Symbol.asyncIterator]() };
  }

  take(message: ProgramMessage): void {
    switch (message.type) {
      case 'run-lines':
        this.#runs.get(message.id)?.lines(message.stream, message.lines);
        return;
      case 'run-end':
        this.#runs.get(message.id)?.end(message.result);
        this.#runs.delete(message.id);
        return;
      case 'log-lines':
        this.#logs.get(message.id)?.push(message.lines);
        return;
      case 'log-end':
        this.#logs.get(message.id)?.end(message.error === undefined ? undefined : unpackError(message.error));
        this.#logs.delete(message.id);
        return;
    }
  }

  /** Whatever runs or is read ends with this error. */
  giveUp(error: PlumblineError): void {
    for (const run of this.#runs.values()) run.fail(error);
    for (const log of this.#logs.values()) log.end(error);
    this.#runs.clear();
    this.#logs.clear();
  }

  #readLog(target: ContainerTarget, options: LogRequest, signal: AbortSignal | undefined): AsyncIterable<LogLine> {
    const id = this.#line.nextId();
    const stop = () => this.#line.post({ type: 'stop', id });
    const queue = createLineQueue<LogLine>((lines) => this.#line.post({ type: 'logs-taken', id, lines }), stop);
    const closed = this.#line.closed();
    if (closed !== undefined || signal?.aborted) {
      queue.end(signal?.aborted ? undefined : closed);
      return queue;
    }
    signal?.addEventListener('abort', stop, { once: true });
    this.#logs.set(id, {
      ...queue,
      end: (error) => {
        signal?.removeEventListener('abort', stop);
        queue.end(error);
      },
    });
    this.#line.post({ type: 'logs', id, target, options });
    return queue;
  }
}
