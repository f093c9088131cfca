import type { TableIndex } from './table.ts';

/** What is gone and what is new between two moments; a record that was replaced is gone, and its successor new. */
export interface Changes<R> {
  readonly gone: readonly R[];
  readonly fresh: readonly R[];
}

/**
 * Remembers the newest changes of a table, so that what was worked out for all of its records can be mended instead of
 * worked out anew.
 */
export class ChangeLog<R> implements TableIndex<R> {
  /** Most changes remembered: each keeps a record alive that may be gone. */
  readonly #most: number;
  #records: R[] = [];
  #isFresh: boolean[] = [];
  /** The position of the oldest change that is remembered. */
  #first = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Where the log stands now, for `since`. */
  get position(): number {
    return this.#first + this.#records.length;
  }

  add(record: R): void {
    this.#push(record, true);
  }

  remove(record: R): void {
    this.#push(record, false);
  }

  /** What has changed since the log stood at a position; undefined when it no longer knows. */
  since(position: number): Changes<R> | undefined {
    if (position < this.#first) return undefined;
    const gone = new Set<R>();
    const fresh = new Set<R>();
    for (let at = position - this.#first; at < this.#records.length; at += 1) {
      const record = this.#records[at];
      if (record === undefined) continue;
      if (this.#isFresh[at] === true) fresh.add(record);
      // What came and went in between was never seen.
      else if (!fresh.delete(record)) gone.add(record);
    }
    return { gone: [...gone], fresh: [...fresh] };
  }

  #push(record: R, isFresh: boolean): void {
    if (this.#records.length >= this.#most) {
      const half = Math.ceil(this.#most / 2);
      this.#records = this.#records.slice(half);
      this.#isFresh = this.#isFresh.slice(half);
      this.#first += half;
    }
    this.#records.push(record);
    this.#isFresh.push(isFresh);
  }
}
