import type { Freshness } from '../../contracts/cluster.ts';
import { PlumblineError } from '../../contracts/errors.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { type Clock, pause } from '../clock.ts';
import type { ApiConnection } from '../connection.ts';
import { type Attempt, listPages, streamList, type WatchEnd, watchFrom } from './attempts.ts';
import { createBackoff } from './backoff.ts';
import type { ServerAbilities, WatchSink, WatchTarget } from './sink.ts';

/** Permissions change rarely, but they do. */
const askAgainAfterDenied: Duration = 60_000;
/** A watch that the server ends sooner than this did not work; starting anew at once would spin. */
const shortestSound: Duration = 1_000;
/** A resumed watch that holds this long works, though nothing has happened on it yet. */
const provenAfter: Duration = 500;
/** So many streaming lists may break before pages are tried instead. */
const streamingTries = 3;

export interface WatcherOptions {
  readonly connection: ApiConnection;
  readonly target: WatchTarget;
  readonly sink: WatchSink;
  readonly clock: Clock;
  readonly abilities: ServerAbilities;
  readonly signal: AbortSignal;
  /** Called when the server forbids it; by default the watcher waits a while and asks again. */
  readonly onDenied?: (error: PlumblineError) => void;
  /** Called with every failure, and with undefined when it works again. */
  readonly onProblem?: (error: PlumblineError | undefined) => void;
}

/** Keeps one list up to date. */
export interface Watcher {
  /** Resolves when the signal has aborted; never rejects. */
  readonly done: Promise<void>;
  /** Breaks off whatever is under way and starts anew from where it was: after the machine slept, or on demand. */
  wake(): void;
}

/** Lists and then watches until the signal aborts, through every failure, telling the sink how true its contents are. */
export function startWatcher(options: WatcherOptions): Watcher {
  const run = new WatchRun(options);
  return { done: run.loop(), wake: () => run.wake() };
}

class WatchRun {
  readonly #options: WatcherOptions;
  readonly #backoff;
  #current = new AbortController();
  /** Where a watch can be resumed; undefined before the first list and after a 410. */
  #resumeFrom: string | undefined;
  #asOf: Instant | undefined;
  #live = false;
  #failing = false;
  #brokenStreams = 0;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#backoff = createBackoff(() => options.clock.random());
  }

  wake(): void {
    this.#backoff.reset();
    this.#current.abort();
  }

  async loop(): Promise<void> {
    const { signal, clock } = this.#options;
    // Whoever starts a watcher gets hold of it before the sink hears anything.
    await Promise.resolve();
    while (!signal.aborted) {
      this.#current = new AbortController();
      const attemptSignal = AbortSignal.any([signal, this.#current.signal]);
      const wait = await this.#once(attemptSignal);
      if (wait > 0) await pause(clock, wait, AbortSignal.any([signal, this.#current.signal]));
    }
  }

  /** One attempt; resolves to how long to wait before the next. */
  async #once(signal: AbortSignal): Promise<Duration> {
    const { clock } = this.#options;
    const startedAt = clock.now();
    try {
      const end = await this.#attempt(signal);
      return this.#ended(end, clock.now() - startedAt);
    } catch (error) {
      if (signal.aborted) return 0;
      return this.#failed(error instanceof PlumblineError ? error : unexpected(error, this.#options.target.words));
    }
  }

  async #attempt(signal: AbortSignal): Promise<WatchEnd> {
    const { clock } = this.#options;
    let cancelProof = () => {};
    const attempt: Attempt = {
      ...this.#options,
      signal,
      opened: () => {
        if (this.#resumeFrom !== undefined) cancelProof = clock.after(provenAfter, () => this.#confirm());
      },
      reached: (version) => {
        if (version !== '') this.#resumeFrom = version;
        this.#confirm();
      },
      progress: (received) => this.#progress(received),
    };
    try {
      if (this.#resumeFrom !== undefined) return await watchFrom(attempt, this.#resumeFrom);
      if (this.#options.abilities.streamingList !== false) return await this.#streamList(attempt);
      return await watchFrom(attempt, await listPages(attempt));
    } finally {
      cancelProof();
    }
  }

  async #streamList(attempt: Attempt): Promise<WatchEnd> {
    const { abilities, signal } = this.#options;
    let end: WatchEnd;
    try {
      end = await streamList(attempt);
    } catch (error) {
      if (signal.aborted || attempt.signal.aborted || abilities.streamingList === true) throw error;
      if (refusesStreaming(error)) end = 'unsupported';
      else {
        const broke = error instanceof PlumblineError && (error.kind === 'interrupted' || error.kind === 'protocol');
        if (broke) this.#brokenStreams += 1;
        if (this.#brokenStreams >= streamingTries) abilities.streamingList = false;
        throw error;
      }
    }
    // Only a server that never completed one is held unable: later failures have other reasons.
    if (end === 'unsupported' && abilities.streamingList === undefined) abilities.streamingList = false;
    return end;
  }

  #ended(end: WatchEnd, lasted: Duration): Duration {
    switch (end) {
      case 'gone': {
        const again = this.#resumeFrom === undefined;
        this.#resumeFrom = undefined;
        return again || lasted < shortestSound / 10 ? this.#backoff.next() / 4 : 0;
      }
      case 'unsupported':
        return this.#options.abilities.streamingList === false ? 0 : this.#backoff.next();
      case 'silent':
        return 0;
      case 'ended':
        if (lasted < shortestSound) return this.#backoff.next();
        this.#backoff.reset();
        return 0;
    }
  }

  #failed(error: PlumblineError): Duration {
    const { sink, onDenied, onProblem } = this.#options;
    this.#live = false;
    this.#failing = true;
    onProblem?.(error);
    if (error.facts.status === 410) {
      this.#resumeFrom = undefined;
      return this.#backoff.next() / 4;
    }
    // What a garbled stream already said is not trusted to be a place to resume from.
    if (error.kind === 'protocol') this.#resumeFrom = undefined;
    if (error.kind === 'forbidden') {
      this.#resumeFrom = undefined;
      sink.freshness(this.#asOf === undefined ? { state: 'denied', sentence: wordsOf(error) } : this.#stale(error));
      onDenied?.(error);
      return askAgainAfterDenied;
    }
    sink.freshness(this.#stale(error));
    return this.#backoff.next();
  }

  #stale(error: PlumblineError): Freshness {
    return { state: 'stale', asOf: this.#asOf, sentence: wordsOf(error) };
  }

  #progress(received: number | undefined): void {
    const { sink, clock, abilities } = this.#options;
    if (received !== undefined) {
      // Until something came, asking for a list is no news: what is waiting or stale stays so.
      if (received === 0) return;
      this.#works();
      sink.freshness({ state: 'catching-up', received, asOf: this.#asOf });
      return;
    }
    if (abilities.streamingList === undefined) abilities.streamingList = true;
    this.#live = false;
    this.#asOf = clock.now();
    this.#confirm();
  }

  /** The list is complete and something of the watch was heard: the contents are as of now. */
  #confirm(): void {
    if (this.#asOf === undefined) return;
    const now = this.#options.clock.now();
    // A busy watch confirms thousands of times a second; who looks at an age needs it to the second.
    if (this.#live && now - this.#asOf < 1_000) return;
    this.#asOf = now;
    this.#live = true;
    this.#works();
    this.#options.sink.freshness({ state: 'live', asOf: now });
  }

  #works(): void {
    this.#backoff.reset();
    if (!this.#failing) return;
    this.#failing = false;
    this.#options.onProblem?.(undefined);
  }
}

/** A server without streaming lists says so with 400 or 422; some proxies with 404 or 405. */
function refusesStreaming(error: unknown): boolean {
  return (
    error instanceof PlumblineError &&
    (error.facts.status === 400 || error.facts.status === 422 || error.facts.status === 405)
  );
}

/** One sentence, with the server's words where they add something. */
function wordsOf(error: PlumblineError): string {
  const words = error.facts.serverMessage;
  return words === undefined || error.kind === 'interrupted' ? error.message : `${error.message} ${words}`;
}

function unexpected(error: unknown, words: string): PlumblineError {
  return new PlumblineError(`Something unexpected happened while watching ${words}.`, {
    kind: 'internal',
    operation: `watch ${words}`,
    serverMessage: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
