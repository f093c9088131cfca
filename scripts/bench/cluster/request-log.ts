/** What a client asked of the server, by kind. */
export interface RequestCounts {
  /** GETs of a list, page by page, and streaming lists. */
  readonly lists: Readonly<Record<string, number>>;
  readonly watches: Readonly<Record<string, number>>;
  /** Everything else: `GET /version`, single objects, access reviews. */
  readonly others: Readonly<Record<string, number>>;
  /** Most watches of one kind that were open at once. */
  readonly mostWatchesOfAKind: number;
  /** Most objects that one answer to a list had; streaming lists left out. */
  readonly longestPage: number;
  readonly total: number;
}

/** Counts requests as they come. */
export class RequestLog {
  readonly #lists = new Map<string, number>();
  readonly #watches = new Map<string, number>();
  readonly #others = new Map<string, number>();
  readonly #open = new Map<string, number>();
  #mostOpen = 0;
  #longestPage = 0;
  #total = 0;

  /** Counts a request that is no list and no watch. */
  other(what: string): void {
    this.#total += 1;
    add(this.#others, what);
  }

  /** Counts one page. */
  list(kind: string, objects: number): void {
    this.#total += 1;
    add(this.#lists, kind);
    this.#longestPage = Math.max(this.#longestPage, objects);
  }

  /** Counts a watch; the returned function says that it ended. */
  watch(kind: string): () => void {
    this.#total += 1;
    add(this.#watches, kind);
    this.#mostOpen = Math.max(this.#mostOpen, add(this.#open, kind));
    return () => void add(this.#open, kind, -1);
  }

  counts(): RequestCounts {
    return {
      lists: Object.fromEntries(this.#lists),
      watches: Object.fromEntries(this.#watches),
      others: Object.fromEntries(this.#others),
      mostWatchesOfAKind: this.#mostOpen,
      longestPage: this.#longestPage,
      total: this.#total,
    };
  }
}

function add(counts: Map<string, number>, key: string, by = 1): number {
  const now = (counts.get(key) ?? 0) + by;
  counts.set(key, now);
  return now;
}
