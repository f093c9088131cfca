import type { Freshness } from '../contracts/cluster.ts';
import type { PlumblineError } from '../contracts/errors.ts';
import { fieldsOf, textOf } from '../inventory/prune/fields.ts';
import type { Interner } from '../inventory/prune/intern.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Clock } from '../kube/clock.ts';
import type { ApiConnection } from '../kube/connection.ts';
import { listPath, putObject, resourcePlaces, type WatchedResource } from '../kube/watch/resources.ts';
import type { ServerAbilities, WatchSink } from '../kube/watch/sink.ts';
import { startWatcher, type Watcher } from '../kube/watch/watcher.ts';
import { combineFreshness } from './freshness.ts';

export interface FeedOptions {
  readonly resource: WatchedResource;
  readonly connection: ApiConnection;
  readonly inventory: Inventory;
  readonly interner: Interner;
  readonly clock: Clock;
  readonly abilities: ServerAbilities;
  readonly signal: AbortSignal;
  /** Rows or freshness changed. */
  readonly changed: () => void;
  /** Where it hangs: undefined when that works (again). */
  readonly problem: (scope: string, error: PlumblineError | undefined) => void;
}

/** One watcher's part of a resource: all of it, or one namespace. */
interface Part {
  readonly watcher: Watcher;
  readonly stop: () => void;
  freshness: Freshness;
}

/**
 * Keeps one resource in the inventory: by one watch over the whole cluster, or, where that is forbidden, by one per
 * namespace that is known, until the whole is allowed.
 */
export class ResourceFeed {
  readonly #options: FeedOptions;
  readonly #whole: Part;
  readonly #byNamespace = new Map<string, Part>();
  #namespaces: readonly string[] = [];
  #wholeDenied = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#whole = this.#start(undefined);
  }

  get freshness(): Freshness {
    return this.#byNamespace.size === 0
      ? this.#whole.freshness
      : combineFreshness([...this.#byNamespace.values()].map((part) => part.freshness));
  }

  /** How true the rows of one namespace are. */
  freshnessIn(namespace: string): Freshness {
    return (this.#byNamespace.get(namespace) ?? this.#whole).freshness;
  }

  /** The namespaces that are shown one by one, or undefined while the whole cluster is. */
  get restrictedTo(): readonly string[] | undefined {
    return this.#byNamespace.size === 0 ? undefined : [...this.#byNamespace.keys()];
  }

  /** The namespaces to try where the whole may not be read; what lay in others is forgotten. */
  setNamespaces(namespaces: readonly string[]): void {
    this.#namespaces = namespaces;
    if (this.#wholeDenied) this.#splitUp();
  }

  wake(): void {
    for (const part of [this.#whole, ...this.#byNamespace.values()]) part.watcher.wake();
  }

  #splitUp(): void {
    if (!resourcePlaces[this.#options.resource].namespaced) return;
    for (const [namespace, part] of this.#byNamespace) {
      if (this.#namespaces.includes(namespace)) continue;
      part.stop();
      this.#byNamespace.delete(namespace);
      this.#options.inventory[this.#options.resource].retain(new Set(), namespace);
    }
    for (const namespace of this.#namespaces) {
      if (!this.#byNamespace.has(namespace)) this.#byNamespace.set(namespace, this.#start(namespace));
    }
    this.#options.changed();
  }

  #joinUp(): void {
    this.#wholeDenied = false;
    for (const part of this.#byNamespace.values()) part.stop();
    this.#byNamespace.clear();
  }

  #start(namespace: string | undefined): Part {
    const { resource, connection, clock, abilities, signal, problem } = this.#options;
    const own = new AbortController();
    const scope = namespace === undefined ? resource : `${resource} in namespace ${namespace}`;
    const part: Part = {
      freshness: { state: 'waiting' },
      stop: () => {
        own.abort();
        problem(scope, undefined);
      },
      watcher: startWatcher({
        connection,
        clock,
        abilities,
        target: { words: scope, path: listPath(resource, namespace) },
        sink: this.#sink(namespace, (freshness) => {
          part.freshness = freshness;
        }),
        signal: AbortSignal.any([signal, own.signal]),
        onProblem: (error) => problem(scope, error),
        ...(namespace === undefined ? { onDenied: () => this.#denied() } : {}),
      }),
    };
    return part;
  }

  #denied(): void {
    this.#wholeDenied = true;
    this.#splitUp();
  }

  #sink(namespace: string | undefined, setFreshness: (freshness: Freshness) => void): WatchSink {
    const { resource, inventory, interner, changed } = this.#options;
    const table = inventory[resource];
    let seen: Set<string> | undefined;
    return {
      listing() {
        // Into an empty table everything is new: nothing in it can turn out to be gone.
        seen = table.size === 0 ? undefined : new Set();
      },
      put(object) {
        const uid = putObject(resource, object, inventory, interner);
        if (uid !== undefined) seen?.add(uid);
        changed();
      },
      remove(object) {
        table.remove(textOf(fieldsOf(object, 'metadata'), 'uid'));
        changed();
      },
      listed: () => {
        if (seen !== undefined) table.retain(seen, namespace);
        seen = undefined;
        if (namespace === undefined && this.#wholeDenied) this.#joinUp();
      },
      freshness: (freshness) => {
        setFreshness(freshness);
        changed();
      },
    };
  }
}
