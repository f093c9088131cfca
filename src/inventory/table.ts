import type { ObjectIdentity } from './records.ts';

/** An index over a table's records, kept by the table. */
export interface TableIndex<R> {
  add(record: R): void;
  remove(record: R): void;
}

/**
 * The records of one kind, by uid and by name. Changes come one at a time; a list replaces everything in its scope at
 * the moment it is complete, so that nothing half-listed is ever shown as gone.
 */
export class Table<R extends ObjectIdentity> {
  readonly #byUid = new Map<string, R>();
  /** By namespace, then name: no joined key is made for every record. */
  readonly #byName = new Map<string, Map<string, R>>();
  readonly #indexes: readonly TableIndex<R>[];
  /** Most records kept; beyond it the oldest put goes. */
  readonly #limit: number;
  #version = 0;

  constructor(indexes: readonly TableIndex<R>[] = [], limit: number = Number.POSITIVE_INFINITY) {
    this.#indexes = indexes;
    this.#limit = limit;
  }

  get size(): number {
    return this.#byUid.size;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  values(): IterableIterator<R> {
    return this.#byUid.values();
  }

  byUid(uid: string): R | undefined {
    return this.#byUid.get(uid);
  }

  byName(namespace: string, name: string): R | undefined {
    return this.#byName.get(namespace)?.get(name);
  }

  /** The records of one namespace; those without one have the empty namespace. */
  inNamespace(namespace: string): Iterable<R> {
    return this.#byName.get(namespace)?.values() ?? [];
  }

  put(record: R): void {
    const previous = this.#byUid.get(record.uid);
    if (previous !== undefined) for (const index of this.#indexes) index.remove(previous);
    this.#byUid.set(record.uid, record);
    this.#names(record.namespace).set(record.name, record);
    for (const index of this.#indexes) index.add(record);
    this.#version += 1;
    if (this.#byUid.size > this.#limit) this.#dropOldest();
  }

  remove(uid: string): void {
    const record = this.#byUid.get(uid);
    if (record === undefined) return;
    this.#byUid.delete(uid);
    for (const index of this.#indexes) index.remove(record);
    // A re-created object of the same name may already be there under another uid.
    const names = this.#names(record.namespace);
    if (names.get(record.name)?.uid === uid) names.delete(record.name);
    if (names.size === 0) this.#byName.delete(record.namespace);
    this.#version += 1;
  }

  /** Removes what is in the scope and not in `keep`. An undefined scope is everything. */
  retain(keep: ReadonlySet<string>, namespace: string | undefined): void {
    for (const record of [...this.#byUid.values()]) {
      if ((namespace === undefined || record.namespace === namespace) && !keep.has(record.uid)) this.remove(record.uid);
    }
  }

  #names(namespace: string): Map<string, R> {
    const known = this.#byName.get(namespace);
    if (known !== undefined) return known;
    const made = new Map<string, R>();
    this.#byName.set(namespace, made);
    return made;
  }

  #dropOldest(): void {
    const [oldest] = this.#byUid.keys();
    if (oldest !== undefined) this.remove(oldest);
  }
}

/** Groups records by a key; records without one are left out. */
export class GroupIndex<R extends ObjectIdentity> implements TableIndex<R> {
  /** Most keys of some indexes have one record: it stands there itself, and a set only where there are more. */
  readonly #groups = new Map<string, R | Set<R>>();
  readonly #keys: (record: R) => readonly string[];

  constructor(keys: (record: R) => readonly string[]) {
    this.#keys = keys;
  }

  add(record: R): void {
    for (const key of this.#keys(record)) {
      const group = this.#groups.get(key);
      if (group === undefined) this.#groups.set(key, record);
      else if (group instanceof Set) group.add(record);
      else this.#groups.set(key, new Set([group, record]));
    }
  }

  remove(record: R): void {
    for (const key of this.#keys(record)) {
      const group = this.#groups.get(key);
      if (group === record) this.#groups.delete(key);
      else if (group instanceof Set) {
        group.delete(record);
        if (group.size === 0) this.#groups.delete(key);
      }
    }
  }

  get(key: string): ReadonlySet<R> {
    const group = this.#groups.get(key);
    return group instanceof Set ? group : new Set(group === undefined ? [] : [group]);
  }
}
