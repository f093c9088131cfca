import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, writeSync } from 'node:fs';
import type { Json } from '../contracts/json.ts';
import type { RecorderProblem } from '../contracts/record.ts';
import type { Instant } from '../contracts/time.ts';
import { createStore, type Scheduler, type WritableStore } from '../store/create-store.ts';
import { envelopeVersion } from './parse-record.ts';
import { lostOnly, problemOf } from './record-problem.ts';

/** An entry before it has its number: redacted, stamped with when it happened. */
export interface StampedEntry {
  readonly wall: Instant;
  readonly mono: number;
  readonly type: string;
  readonly data: Json;
}

/** A file that is ready to be appended to. */
export interface OpenFile {
  readonly path: string;
  readonly descriptor: number;
  readonly size: number;
  readonly lastSeq: number;
}

/** Entries kept in memory while they cannot be written; the oldest go first beyond that. */
const mostWaiting = 10_000;
/** Bytes beyond which a file is not continued: something floods it, and the disk belongs to others too. */
const largestFile = 256 * 1024 * 1024;

/**
 * Appends entries to one file that nobody else writes. Each is one `write` that has reached the kernel when `append`
 * returns: whatever kills the process afterwards, the entry is there. (The call goes to the page cache and takes some
 * microseconds; a queue would be faster and would lose its end.) The disk itself follows within `syncEvery`.
 *
 * What cannot be written waits in memory, is tried again with every entry and every `syncEvery`, and shows as a problem.
 * Nothing here throws.
 */
export class RecordWriter {
  readonly problem: WritableStore<RecorderProblem | undefined>;
  #path: string;
  readonly #now: () => Instant;
  /** Told when the file was removed under the writer: it needs another one. */
  readonly #onGone: () => void;
  readonly #timer: NodeJS.Timeout;
  #file: OpenFile | undefined;
  #size = 0;
  #seq = 0;
  #waiting: StampedEntry[] = [];
  #lost = 0;
  #unsynced = false;
  #tornEnd = false;
  #lastError: unknown;

  constructor(path: string, now: () => Instant, syncEvery: number, onGone: () => void, schedule?: Scheduler) {
    this.#path = path;
    this.#now = now;
    this.#onGone = onGone;
    this.problem = createStore<RecorderProblem | undefined>(undefined, schedule);
    this.#timer = setInterval(() => this.#tick(), syncEvery);
    this.#timer.unref();
  }

  /** Gives the writer its file; entries that waited are written now. */
  use(file: OpenFile): void {
    this.#file = file;
    this.#path = file.path;
    this.#size = file.size;
    this.#seq = file.lastSeq;
    this.#drain();
  }

  append(entry: StampedEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    if (this.#file === undefined && this.#lastError !== undefined) this.fail(this.#lastError);
    this.#drain();
  }

  /** Says that there is no file to write to, and why; entries go on waiting. */
  fail(error: unknown): void {
    this.#lastError = error;
    this.problem.set(
      problemOf(error, {
        path: this.#path,
        since: this.problem.getSnapshot()?.since ?? this.#now(),
        waiting: this.#waiting.length,
        lost: this.#lost,
      }),
    );
  }

  /** Writes what waits, brings it to the disk and closes the file; a problem stays to be read. */
  close(): void {
    clearInterval(this.#timer);
    this.#drain();
    if (this.#file === undefined) return;
    try {
      if (this.#unsynced) fdatasyncSync(this.#file.descriptor);
      closeSync(this.#file.descriptor);
    } catch (error) {
      this.fail(error);
    }
    this.#file = undefined;
  }

  #drain(): void {
    if (this.#file === undefined) return;
    try {
      for (let entry = this.#waiting[0]; entry !== undefined; entry = this.#waiting[0]) {
        this.#write(this.#file.descriptor, entry);
        this.#waiting.shift();
      }
      this.#settle();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Writing works again; that entries were given up stays to be read. */
  #settle(): void {
    const problem = this.problem.getSnapshot();
    if (problem === undefined || (problem.waiting === 0 && this.#lost > 0)) return;
    this.problem.set(this.#lost === 0 ? undefined : lostOnly(problem, this.#path, this.#lost));
  }

  #write(descriptor: number, entry: StampedEntry): void {
    const { wall, mono, type, data } = entry;
    const line = `${JSON.stringify({ v: envelopeVersion, seq: this.#seq + 1, wall, mono, type, data })}\n`;
    // A piece of a line that could not be taken back ends here, so that this one stands on its own.
    const bytes = Buffer.from(this.#tornEnd ? `\n${line}` : line);
    if (this.#size + bytes.length > largestFile) throw new Error(`it has grown to ${largestFile} bytes`);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if (done > 0) this.#takeBack(descriptor, done);
      throw error;
    }
    this.#tornEnd = false;
    this.#size += bytes.length;
    this.#seq += 1;
    this.#unsynced = true;
  }

  /** Writing on would fill a file that has no name any more. */
  #leave(descriptor: number): void {
    this.#file = undefined;
    this.fail(new Error('it was removed'));
    try {
      closeSync(descriptor);
    } catch (error) {
      this.fail(error);
    }
    this.#onGone();
  }

  #takeBack(descriptor: number, written: number): void {
    try {
      ftruncateSync(descriptor, this.#size);
    } catch {
      this.#tornEnd = true;
      this.#size += written;
    }
  }

  #tick(): void {
    if (this.#waiting.length > 0) this.#drain();
    if (!this.#unsynced || this.#file === undefined) return;
    this.#unsynced = false;
    if (isRemoved(this.#file.descriptor)) {
      this.#leave(this.#file.descriptor);
      return;
    }
    fdatasync(this.#file.descriptor, (error) => {
      if (error !== null && this.#file !== undefined) this.fail(error);
    });
  }
}

function isRemoved(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).nlink === 0;
  } catch {
    return false;
  }
}
