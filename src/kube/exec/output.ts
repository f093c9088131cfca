import type { RunLine } from '../../contracts/runner.ts';
import type { Instant } from '../../contracts/time.ts';
import { LineSplitter } from './lines.ts';

/** Kept of a program's output unless the caller says otherwise, in bytes. */
export const defaultOutputCap = 4 * 1024 * 1024;

/** An empty line costs memory too: this is the least that a line counts. */
const leastLineCost = 16;

const firstLinesKept = 20;

export type OutputStream = 'stdout' | 'stderr';

/** Lines for one reader. Ends when the program ended; a reader that stops reading drops what follows. */
class LineQueue implements AsyncIterable<RunLine> {
  #lines: RunLine[] = [];
  #next = 0;
  #ended = false;
  #abandoned = false;
  #wake: (() => void) | undefined;

  push(line: RunLine): void {
    if (this.#ended || this.#abandoned) return;
    this.#lines.push(line);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunLine, void> {
    try {
      for (;;) {
        const line = this.#lines[this.#next];
        if (line !== undefined) {
          this.#next += 1;
          yield line;
        } else if (this.#ended) {
          return;
        } else {
          this.#lines = [];
          this.#next = 0;
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
        }
      }
    } finally {
      this.#abandoned = true;
      this.#lines = [];
    }
  }
}

/**
 * The output of one program as two line streams under one cap. What comes beyond the cap is dropped without being
 * decoded, so garbage at any speed costs neither memory nor time.
 */
export class RunOutput {
  readonly stdout: AsyncIterable<RunLine>;
  readonly stderr: AsyncIterable<RunLine>;
  readonly #queues: Readonly<Record<OutputStream, LineQueue>>;
  readonly #splitters = { stdout: new LineSplitter('lf-or-cr'), stderr: new LineSplitter('lf-or-cr') };
  readonly #bytes: boolean;
  readonly #firstLines: string[] = [];
  #room: number;
  #truncated = false;

  /**
   * With `bytes`, stdout is not cut into lines: each RunLine is a piece as it arrived, one character per byte
   * ('latin1').
   */
  constructor(options: { readonly outputCap?: number; readonly bytes?: boolean }) {
    this.#room = options.outputCap ?? defaultOutputCap;
    this.#bytes = options.bytes ?? false;
    this.#queues = { stdout: new LineQueue(), stderr: new LineQueue() };
    this.stdout = this.#queues.stdout;
    this.stderr = this.#queues.stderr;
  }

  /** Whether anything was dropped: beyond the cap, or the rest of an overlong line. */
  get truncated(): boolean {
    return this.#truncated || this.#splitters.stdout.cut || this.#splitters.stderr.cut;
  }

  /** The first lines of both streams: where a shell or a runtime says that a program is missing. */
  get firstLines(): readonly string[] {
    return this.#firstLines;
  }

  /** Takes bytes of one stream, stamped with the moment they arrived. */
  push(stream: OutputStream, chunk: Buffer, at: Instant): void {
    if (this.#room <= 0) {
      this.#truncated ||= chunk.length > 0;
      return;
    }
    if (this.#bytes && stream === 'stdout') {
      const kept = chunk.subarray(0, this.#room);
      this.#truncated ||= kept.length < chunk.length;
      this.#room -= kept.length;
      this.#queues.stdout.push({ text: kept.toString('latin1'), at });
      return;
    }
    this.#splitters[stream].push(chunk, (text) => this.#line(stream, text, at));
  }

  /** The program ended: flushes last lines without an end, then ends both streams. */
  end(at: Instant): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#splitters[stream].end((text) => this.#line(stream, text, at));
      this.#queues[stream].end();
    }
  }

  #line(stream: OutputStream, text: string, at: Instant): void {
    const cost = Math.max(text.length, leastLineCost);
    if (cost > this.#room) {
      this.#room = 0;
      this.#truncated = true;
      return;
    }
    this.#room -= cost;
    if (this.#firstLines.length < firstLinesKept) this.#firstLines.push(text);
    this.#queues[stream].push({ text, at });
  }
}
