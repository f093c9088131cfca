import type { Labels } from '../records.ts';
import type { Fields } from './fields.ts';

/** Beyond this many entries a pool starts anew: what is lost is sharing, never a value. */
const poolLimit = 200_000;

/** Makes equal strings, label sets and other small values one reference, because a cluster repeats itself. */
export interface Interner {
  text(value: string): string;
  /** The string values of a mapping, frozen; equal sets are the same object. */
  labels(value: Fields): Labels;
  /** `value`, or the equal one that was seen before; `key` must tell different values apart. */
  shared<T>(key: string, value: () => T): T;
}

export function createInterner(): Interner {
  const texts = new Map<string, string>();
  const labelSets = new Map<string, Labels>();
  const others = new Map<string, unknown>();
  const empty: Labels = Object.freeze({});

  function text(value: string): string {
    const known = texts.get(value);
    if (known !== undefined) return known;
    if (texts.size >= poolLimit) texts.clear();
    texts.set(value, value);
    return value;
  }

  return {
    text,
    labels(value) {
      const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
      if (entries.length === 0) return empty;
      // The server sends maps in key order, so equal sets give equal text.
      const key = JSON.stringify(entries);
      const known = labelSets.get(key);
      if (known !== undefined) return known;
      if (labelSets.size >= poolLimit) labelSets.clear();
      const made = Object.freeze(Object.fromEntries(entries.map(([name, one]) => [text(name), text(one)])));
      labelSets.set(key, made);
      return made;
    },
    shared<T>(key: string, value: () => T): T {
      const known = others.get(key);
      // The key names the kind of value it stands for, so what lies under it has that kind.
      if (known !== undefined) return known as T;
      if (others.size >= poolLimit) others.clear();
      const made = value();
      others.set(key, made);
      return made;
    },
  };
}
