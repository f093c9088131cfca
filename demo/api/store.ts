import type { KubernetesObject } from '../world/types.ts';

/** One change of one object, as watches tell it. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly plural: string;
  readonly revision: number;
  readonly object: KubernetesObject;
  /** The object before: decides what a watch with a selector is told. */
  readonly previous: KubernetesObject | undefined;
}

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

/**
 * All objects, with one revision for the whole store as etcd has it. Objects are never changed in place: a write puts a
 * new one, so that what was handed out stays what it was. The last `kept` events allow watches to resume and lists to
 * be read as they were.
 */
export class ObjectStore {
  readonly #kept: number;
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #events: StoreEvent[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  #revision = 1000;

  constructor(kept = 2000) {
    this.#kept = kept;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The oldest revision from which a watch can still be told everything. */
  get oldestRevision(): number {
    const first = this.#events[0];
    return first === undefined ? this.#revision : first.revision - 1;
  }

  get(plural: string, namespace: string, name: string): KubernetesObject | undefined {
    return this.#objects.get(plural)?.get(keyOf(namespace, name));
  }

  /** Objects of one resource in the order of namespace and name. */
  list(plural: string, namespace?: string): KubernetesObject[] {
    const entries = [...(this.#objects.get(plural) ?? [])];
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    const objects = entries.map(([, object]) => object);
    return namespace === undefined ? objects : objects.filter(({ metadata }) => metadata.namespace === namespace);
  }

  /** The list as it was at `revision`; undefined when that is longer ago than the kept events reach. */
  listAt(plural: string, revision: number): KubernetesObject[] | undefined {
    if (revision < this.oldestRevision) return undefined;
    const then = new Map(this.#objects.get(plural) ?? []);
    for (const event of this.#events.toReversed()) {
      if (event.revision <= revision) break;
      if (event.plural !== plural) continue;
      const { namespace = '', name } = event.object.metadata;
      if (event.previous === undefined) then.delete(keyOf(namespace, name));
      else then.set(keyOf(namespace, name), event.previous);
    }
    return [...then].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, object]) => object);
  }

  /** Writes an object, new or changed, and gives it the next resourceVersion. Returns what was stored. */
  put(plural: string, object: KubernetesObject): KubernetesObject {
    const { namespace = '', name } = object.metadata;
    const key = keyOf(namespace, name);
    const ofKind = this.#objects.get(plural) ?? new Map<string, KubernetesObject>();
    this.#objects.set(plural, ofKind);
    const previous = ofKind.get(key);
    const stored = this.#stamped(object);
    ofKind.set(key, stored);
    this.#tell({
      type: previous === undefined ? 'ADDED' : 'MODIFIED',
      plural,
      revision: this.#revision,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Removes an object; returns its last state, undefined when there was none. */
  remove(plural: string, namespace: string, name: string): KubernetesObject | undefined {
    const ofKind = this.#objects.get(plural);
    const previous = ofKind?.get(keyOf(namespace, name));
    if (ofKind === undefined || previous === undefined) return undefined;
    ofKind.delete(keyOf(namespace, name));
    const last = this.#stamped(previous);
    this.#tell({ type: 'DELETED', plural, revision: this.#revision, object: last, previous });
    return last;
  }

  /** Events after `revision`; undefined when some of them are no longer kept. */
  since(revision: number): StoreEvent[] | undefined {
    if (revision < this.oldestRevision) return undefined;
    return this.#events.filter((event) => event.revision > revision);
  }

  /** Tells every later event; returns the way to stop. */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #stamped(object: KubernetesObject): KubernetesObject {
    this.#revision += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } };
  }

  #tell(event: StoreEvent): void {
    this.#events.push(event);
    if (this.#events.length > this.#kept) this.#events.shift();
    for (const listener of this.#listeners) listener(event);
  }
}
