import { type Fields, isFields } from '../inventory/prune/fields.ts';

/**
 * Reads a spec that nobody has validated, and remembers as sentences what is not as its dialect defines it. What is absent
 * or null reads as undefined; what is of another type too, after a sentence. `where` is the place in words: 'ingress rule 2'.
 */
export class SpecReader {
  readonly problems: string[] = [];

  say(sentence: string): void {
    if (!this.problems.includes(sentence)) this.problems.push(sentence);
  }

  /** Says which keys are none of `known`. */
  only(from: Fields, known: ReadonlySet<string>, where: string): void {
    // Called for every part of every rule of a cluster: no list of pairs is made.
    for (const key of Object.keys(from)) {
      if (known.has(key) || from[key] === undefined || from[key] === null) continue;
      this.say(`The field ${key} of ${where} is not known.`);
    }
  }

  mapping(from: Fields, key: string, where: string): Fields | undefined {
    return this.#read(from, key, where, 'mapping', (value) => (isFields(value) ? value : undefined));
  }

  list(from: Fields, key: string, where: string): readonly unknown[] | undefined {
    return this.#read(from, key, where, 'list', (value) =>
      Array.isArray(value) ? (value as readonly unknown[]) : undefined,
    );
  }

  /** An entry that is no mapping reads as an empty one: left out, it could make a list of one peer a rule for everyone. */
  mappings(from: Fields, key: string, where: string): readonly Fields[] | undefined {
    return this.list(from, key, where)?.map((entry) => {
      if (isFields(entry)) return entry;
      this.say(`The ${key} of ${where} has an entry that is none.`);
      return {};
    });
  }

  texts(from: Fields, key: string, where: string): readonly string[] | undefined {
    return this.list(from, key, where)?.flatMap((entry) => {
      if (typeof entry === 'string') return [entry];
      this.say(`The ${key} of ${where} has an entry that is no text.`);
      return [];
    });
  }

  text(from: Fields, key: string, where: string): string | undefined {
    return this.#read(from, key, where, 'text', (value) => (typeof value === 'string' ? value : undefined));
  }

  number(from: Fields, key: string, where: string): number | undefined {
    return this.#read(from, key, where, 'number', (value) => (typeof value === 'number' ? value : undefined));
  }

  flag(from: Fields, key: string, where: string): boolean | undefined {
    return this.#read(from, key, where, 'yes or no', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  #read<T>(
    from: Fields,
    key: string,
    where: string,
    what: string,
    as: (value: unknown) => T | undefined,
  ): T | undefined {
    const value = from[key];
    if (value === undefined || value === null) return undefined;
    const read = as(value);
    if (read === undefined) this.say(`The ${key} of ${where} is no ${what}.`);
    return read;
  }
}
