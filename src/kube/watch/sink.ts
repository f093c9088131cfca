import type { Freshness } from '../../contracts/cluster.ts';
import type { Fields } from '../../inventory/prune/fields.ts';

/** Where a watcher puts what it learns. Nothing here may throw. */
export interface WatchSink {
  /** A list begins: what is not put between here and `listed` no longer exists. */
  listing(): void;
  put(object: Fields): void;
  remove(object: Fields): void;
  /** The list is complete: the moment at which what was not seen again vanishes. */
  listed(): void;
  freshness(freshness: Freshness): void;
}

/** What is watched. */
export interface WatchTarget {
  /** For sentences: 'pods', 'pods in namespace shop'. */
  readonly words: string;
  /** '/api/v1/pods'. */
  readonly path: string;
}

/** What was learned about a server once and holds for all its resources. */
export interface ServerAbilities {
  /** Undefined until tried. */
  streamingList: boolean | undefined;
}
