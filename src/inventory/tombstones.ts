import type { Instant } from '../contracts/time.ts';
import type { PodRecord } from './records.ts';
import type { TableIndex } from './table.ts';

const remembered = 1_000;

/** Remembers when pods vanished, so that an endpoint that means one can say so. */
export class Tombstones implements TableIndex<PodRecord> {
  readonly #now: () => Instant;
  readonly #at = new Map<string, Instant>();

  constructor(now: () => Instant) {
    this.#now = now;
  }

  add(pod: PodRecord): void {
    this.#at.delete(`${pod.namespace}/${pod.name}`);
  }

  remove(pod: PodRecord): void {
    this.#at.set(`${pod.namespace}/${pod.name}`, this.#now());
    if (this.#at.size <= remembered) return;
    const [oldest] = this.#at.keys();
    if (oldest !== undefined) this.#at.delete(oldest);
  }

  get(namespace: string, name: string): Instant | undefined {
    return this.#at.get(`${namespace}/${name}`);
  }
}
