import type { SortableSource } from './sort.ts';
import type { ViewKind } from './views.ts';

/** What was worked out for a question, while the objects are as they were. */
export interface Kept {
  readonly kind: ViewKind;
  readonly version: number;
  /** Where the log of the pods' changes stood. */
  readonly position: number;
  readonly sources: SortableSource[];
}

/** What is asked, with how to answer it. */
export interface Question {
  readonly kind: ViewKind;
  readonly text: string;
  readonly version: number;
  readonly position: number;
  readonly work: () => SortableSource[];
  /** Brings what was worked out before up to date; undefined where it has to be worked out anew. */
  readonly mend: (kept: Kept) => SortableSource[] | undefined;
}

const keptAnswers = 24;
/** Objects in all kept answers together: with a large cluster, the answers to a few key presses. */
const keptObjects = 500_000;

/** Remembers the newest answers by question. */
export class ViewMemory {
  readonly #kept = new Map<string, Kept>();

  get({ kind, text, version, position, work, mend }: Question): SortableSource[] {
    const known = this.#kept.get(text);
    this.#kept.delete(text);
    const isFresh = known?.version === version;
    if (!isFresh) this.#dropOutdated(kind, version);
    const sources = known === undefined ? undefined : isFresh ? known.sources : mend(known);
    const kept: Kept = { kind, version, position, sources: sources ?? work() };
    this.#kept.set(text, kept);
    let objects = 0;
    for (const one of this.#kept.values()) objects += one.sources.length;
    for (const [oldest, one] of this.#kept) {
      if ((this.#kept.size <= keptAnswers && objects <= keptObjects) || oldest === text) break;
      this.#kept.delete(oldest);
      objects -= one.sources.length;
    }
    return kept.sources;
  }

  /** What rests on objects that have changed is never asked for again, and keeps the old ones alive. */
  #dropOutdated(kind: ViewKind, version: number): void {
    for (const [question, kept] of this.#kept) {
      if (kept.kind === kind && kept.version !== version) this.#kept.delete(question);
    }
  }
}
