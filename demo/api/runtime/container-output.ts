import type { Readable } from 'node:stream';
import type { LogLine } from '../logs/log-lines.ts';

/** More lines than this are forgotten from the front, as a kubelet that rotates its log files does. */
const keptLines = 20_000;

/** What a container's first process has written so far, both streams in the order in which they came. */
export class ContainerOutput {
  #lines: LogLine[] = [];
  readonly #partial = new Map<Readable, string>();
  readonly #listeners = new Set<() => void>();
  #ended = false;
  #dropped = 0;

  get ended(): boolean {
    return this.#ended;
  }

  /** How many lines there ever were; lines are numbered from 0. */
  get count(): number {
    return this.#dropped + this.#lines.length;
  }

  /** The lines from number `from` on that are still kept. */
  linesFrom(from: number): readonly LogLine[] {
    return this.#lines.slice(Math.max(0, from - this.#dropped));
  }

  /** Takes what a stream of the process says; text behind its last line end becomes a line at its end. */
  take(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = ((this.#partial.get(stream) ?? '') + text).split('\n');
      this.#partial.set(stream, lines.pop() ?? '');
      this.#add(lines.map((line) => ({ at: Date.now(), text: line })));
    });
    stream.on('error', () => undefined);
  }

  /** The process is over. */
  end(): void {
    const rest = [...this.#partial.values()].filter((text) => text !== '');
    this.#partial.clear();
    this.#ended = true;
    this.#add(rest.map((text) => ({ at: Date.now(), text, open: true })));
  }

  /** Tells of new lines and of the end; returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(lines: readonly LogLine[]): void {
    this.#lines.push(...lines);
    const surplus = Math.max(0, this.#lines.length - keptLines);
    this.#lines = surplus === 0 ? this.#lines : this.#lines.slice(surplus);
    this.#dropped += surplus;
    for (const listener of this.#listeners) listener();
  }
}
