import { PlumblineError } from '../contracts/errors.ts';
import type { Instant } from '../contracts/time.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import type { WorkerLine } from './worker-line.ts';
import type { ThreadEvents, WorkerThread } from './worker-thread.ts';

/** A worker that dies more often than this within a minute is not started again. */
const restartsPerMinute = 3;

interface LastingWorkerEvents {
  readonly message: (message: FromWorker) => void;
  /** The worker has crashed: whatever was under way has failed. */
  readonly died: (error: PlumblineError, at: Instant) => void;
  /** Another worker has taken over, and knows nothing yet. */
  readonly replaced: () => void;
}

/** A worker that another one takes over from when it crashes. */
export class LastingWorker implements WorkerLine {
  readonly #start: () => WorkerThread;
  readonly #events: LastingWorkerEvents;
  #thread: WorkerThread;
  #lastId = 0;
  #deaths: readonly Instant[] = [];
  #closed = false;

  /** `start` starts a thread as things are by then. */
  constructor(start: (events: ThreadEvents) => WorkerThread, events: LastingWorkerEvents) {
    this.#start = () => start({ message: events.message, died: (why) => this.#died(why) });
    this.#events = events;
    this.#thread = this.#start();
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  post(message: ToWorker): void {
    this.#thread.post(message);
  }

  closed(): PlumblineError | undefined {
    if (!this.#closed) return undefined;
    return new PlumblineError('The cluster is closed.', { kind: 'interrupted', operation: 'ask the cluster' });
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.#closed = true;
    await this.#thread.terminate();
  }

  #died(why: string): void {
    if (this.#closed) return;
    const error = new PlumblineError(`The part of plumbline that speaks to the cluster stopped: ${why}.`, {
      kind: 'internal',
      operation: 'speak to the cluster',
      serverMessage: why,
      nextStep: 'It is started again; please report this.',
    });
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((death) => now - death < 60_000), now];
    this.#events.died(error, now);
    if (this.#deaths.length > restartsPerMinute) {
      this.#closed = true;
      return;
    }
    this.#thread = this.#start();
    this.#events.replaced();
  }
}
