import type { ContainerTarget, LogLine, LogOptions } from '../../contracts/cluster.ts';
import { type ErrorKind, PlumblineError } from '../../contracts/errors.ts';
import type { Duration, Instant } from '../../contracts/time.ts';
import { type Clock, pause, systemClock } from '../clock.ts';
import type { ApiConnection } from '../connection.ts';
import { containerOf, type PodOutline, readPod } from '../exec/target.ts';
import { type Backoff, createBackoff } from '../watch/backoff.ts';
import { containerFate, containerId, lastEndText } from './container-fate.ts';
import { readStampedLine } from './log-stamp.ts';
import { type LogStream, openLogStream } from './log-stream.ts';
import { ResumePoint } from './resume-point.ts';

/** For tests; the defaults are right for real clusters. */
export interface LogSettings {
  readonly clock?: Clock;
  /** After so long without a byte the stream is opened anew, without a word: a load balancer may have dropped it. */
  readonly quiet?: Duration;
}

const defaultQuiet: Duration = 240_000;

/** A gap shorter than this, after a stream that ended properly, is nothing to tell. */
const worthTelling: Duration = 5000;

/** A log that is not followed is tried this often before its trouble is told. */
const attemptsWithoutFollow = 4;

/**
 * Reads a container's log. With `follow` it goes on through resets, silence, restarts and hours, without losing or
 * repeating a line, and tells what happened to the stream as notices; it ends when the pod is gone or the container
 * ended for good. A refusal (403, 404, a container that is not there) throws a PlumblineError with the server's whole
 * words. Abort ends it silently.
 */
export async function* followLogs(
  connection: ApiConnection,
  target: ContainerTarget,
  options: LogOptions,
  settings: LogSettings = {},
): AsyncGenerator<LogLine, void> {
  const stopped = new AbortController();
  const signal = options.signal === undefined ? stopped.signal : AbortSignal.any([options.signal, stopped.signal]);
  try {
    yield* new LogFollower(connection, target, options, settings, signal).lines();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stopped.abort();
  }
}

class LogFollower {
  readonly #connection: ApiConnection;
  #target: ContainerTarget;
  readonly #options: LogOptions;
  readonly #clock: Clock;
  readonly #quiet: Duration;
  readonly #signal: AbortSignal;
  readonly #resume = new ResumePoint();
  readonly #backoff: Backoff;
  #container = '';
  /** Which run of the container the lines belong to. */
  #run: string | undefined;
  #opened = false;
  #failures = 0;
  #brokenAt: Instant | undefined;
  #told = '';

  constructor(
    connection: ApiConnection,
    target: ContainerTarget,
    options: LogOptions,
    settings: LogSettings,
    signal: AbortSignal,
  ) {
    this.#connection = connection;
    this.#target = options.container === undefined ? target : { ...target, container: options.container };
    this.#options = options;
    this.#clock = settings.clock ?? systemClock;
    this.#quiet = settings.quiet ?? defaultQuiet;
    this.#signal = signal;
    this.#backoff = createBackoff(() => this.#clock.random());
  }

  async *lines(): AsyncGenerator<LogLine, void> {
    await this.#identify();
    while (!this.#signal.aborted) {
      let end: 'ended' | 'quiet' | 'broken';
      try {
        end = yield* this.#read(await this.#open());
      } catch (error) {
        if (this.#signal.aborted || !this.#worthAnotherTry(error)) throw error;
        yield* this.#tell(troubleText(error));
        end = 'broken';
      }
      if (end === 'quiet') continue;
      if (end === 'ended' && !this.#options.follow) return;
      this.#brokenAt ??= this.#clock.now();
      if (!(yield* this.#awaitReturn(end))) return;
    }
  }

  /** Which container, and which run of it. Without the right to read pods the log may still be readable. */
  async #identify(): Promise<void> {
    const pod = await readPod(this.#connection, this.#target, this.#signal).catch((error: unknown) => {
      if (kindOf(error) === 'forbidden' && this.#target.container !== undefined) return undefined;
      throw error;
    });
    this.#container = pod === undefined ? (this.#target.container ?? '') : containerOf(pod, this.#target);
    this.#run = pod === undefined ? undefined : containerId(pod, this.#container);
    // From here on it is this very pod: a successor of the same name writes another log.
    const uid = pod?.metadata?.uid;
    if (uid !== undefined) this.#target = { ...this.#target, uid };
  }

  async #open(): Promise<LogStream> {
    const stream = await openLogStream(
      this.#connection,
      {
        target: { ...this.#target, container: this.#container },
        options: this.#options,
        sinceTime: this.#resume.sinceTime,
        quiet: this.#quiet,
        signal: this.#signal,
      },
      this.#clock,
    );
    // Asked for nothing of the past and got nothing yet: a later stream starts from here.
    if (this.#options.tailLines === 0) this.#resume.startAt(stream.serverTime ?? this.#clock.now());
    this.#resume.resume();
    this.#opened = true;
    return stream;
  }

  async *#read({ batches }: LogStream): AsyncGenerator<LogLine, 'ended' | 'quiet'> {
    yield* this.#tellReconnected();
    for (;;) {
      const batch = await batches.next();
      if (batch.done === true) return batch.value;
      for (const line of batch.value) {
        const { text, stamp } = readStampedLine(line);
        if (stamp !== undefined && !this.#resume.accept(stamp)) continue;
        this.#backoff.reset();
        this.#failures = 0;
        yield { text, at: stamp?.at, notice: false };
      }
    }
  }

  /** Waits until the stream is worth opening again; false when the log has come to its end, which was told. */
  async *#awaitReturn(end: 'ended' | 'broken'): AsyncGenerator<LogLine, boolean> {
    for (;;) {
      await pause(this.#clock, this.#backoff.next(), this.#signal);
      if (this.#signal.aborted) return false;
      let pod: PodOutline;
      try {
        pod = await readPod(this.#connection, this.#target, this.#signal);
      } catch (error) {
        if (this.#signal.aborted) return false;
        if (kindOf(error) === 'not-found') {
          yield* this.#tell(goneText(error, this.#target));
          return false;
        }
        return true; // the stream itself will say what is wrong
      }
      const fate = containerFate(pod, this.#container);
      if (fate.kind === 'running' && fate.id !== this.#run) {
        if (this.#run !== undefined)
          yield* this.#tell(`container ${this.#container} restarted${lastEndText(pod, this.#container)}`);
        this.#run = fate.id;
        this.#brokenAt = undefined;
        this.#told = '';
        return true;
      }
      // What a broken stream had not brought yet can still be read, whatever became of the container.
      if (fate.kind === 'running' || end === 'broken') return true;
      yield* this.#tell(fate.sentence);
      if (fate.kind === 'over') return false;
    }
  }

  #worthAnotherTry(error: unknown): boolean {
    this.#failures += 1;
    if (!this.#options.follow && this.#failures >= attemptsWithoutFollow) return false;
    const kind = kindOf(error);
    // The pod was read a moment ago; a container that says nothing yet can be cut off before its log's first word.
    if (!this.#opened) return this.#options.follow && (isStarting(error) || kind === 'interrupted');
    return kind === 'interrupted' || kind === 'unreachable' || kind === 'protocol' || kind === 'not-found';
  }

  *#tellReconnected(): Generator<LogLine, void> {
    const down = this.#brokenAt === undefined ? 0 : this.#clock.now() - this.#brokenAt;
    // A stream that ended properly and was taken up again at once lost nothing: not worth a word.
    if (this.#told !== '' || down >= worthTelling)
      yield notice(`reconnected after ${Math.max(1, Math.round(down / 1000))} s`);
    this.#brokenAt = undefined;
    this.#told = '';
  }

  *#tell(text: string): Generator<LogLine, void> {
    if (this.#told === text) return;
    this.#told = text;
    yield notice(text);
  }
}

function notice(text: string): LogLine {
  return { text, at: undefined, notice: true };
}

function kindOf(error: unknown): ErrorKind | undefined {
  return error instanceof PlumblineError ? error.kind : undefined;
}

/** The kubelet's 400 for a container whose image is still pulled or whose pod is still being set up. */
function isStarting(error: unknown): boolean {
  return error instanceof PlumblineError && /waiting to start/.test(error.facts.serverMessage ?? '');
}

function troubleText(error: unknown): string {
  if (!(error instanceof PlumblineError)) return `the log stream broke: ${String(error)}`;
  return isStarting(error) ? (error.facts.serverMessage ?? error.message) : `the log stream broke: ${error.message}`;
}

function goneText(error: unknown, { namespace, pod }: ContainerTarget): string {
  const replaced = error instanceof PlumblineError && error.facts.status === undefined;
  return replaced ? error.message : `pod ${namespace}/${pod} was deleted`;
}
