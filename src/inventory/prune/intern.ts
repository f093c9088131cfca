import type { Labels } from '../records.ts';
import type { Fields } from './fields.ts';

/** Entries of the newer half of a pool of small values, and of one of all others; a pool holds at most twice as many. */
const smallHalf = 30_000;
const half = 60_000;

/**
 * What was seen lately, by key. A cluster that is rolled out over and over makes new values without end: when the newer
 * half is full it becomes the older one, and what nobody asked for in the meantime goes. What is lost is sharing, never
 * a value.
 */
class Pool<T> {
  readonly #half: number;
  #newer = new Map<string, T>();
  #older = new Map<string, T>();

  constructor(most: number) {
    this.#half = most;
  }

  get(key: string, make: () => T): T {
    const known = this.#newer.get(key);
    if (known !== undefined) return known;
    const value = this.#older.get(key) ?? make();
    if (this.#newer.size >= this.#half) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
    return value;
  }
}

/** Makes equal strings, label sets and other small values one reference, because a cluster repeats itself. */
export interface Interner {
  text(value: string): string;
  /** The string values of a mapping, frozen; equal sets are the same object. */
  labels(value: Fields): Labels;
  /** `value`, or the equal one that was seen before; `key` must tell different values apart. */
  shared<T>(key: string, value: () => T): T;
  /** A number that tells a shared value apart from all others, for keys of what is made of it. */
  number(shared: object): number;
}

export function createInterner(): Interner {
  const texts = new Pool<string>(smallHalf);
  const labelSets = new Pool<Labels>(smallHalf);
  const others = new Pool<unknown>(half);
  const empty: Labels = Object.freeze({});
  const numbers = new WeakMap<object, number>();
  let lastNumber = 0;
  const text = (value: string): string => texts.get(value, () => value);

  return {
    text,
    labels(value) {
      const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
      if (entries.length === 0) return empty;
      // The server sends maps in key order, so equal sets give equal text.
      return labelSets.get(JSON.stringify(entries), () =>
        Object.freeze(Object.fromEntries(entries.map(([name, one]) => [text(name), text(one)]))),
      );
    },
    shared<T>(key: string, value: () => T): T {
      // The key names the kind of value it stands for, so what lies under it has that kind.
      return others.get(key, value) as T;
    },
    number(shared) {
      const known = numbers.get(shared);
      if (known !== undefined) return known;
      lastNumber += 1;
      numbers.set(shared, lastNumber);
      return lastNumber;
    },
  };
}
