import type { PodRecord } from './records.ts';
import type { TableIndex } from './table.ts';

/** Keeps count of the pods as they come and go, so that nobody has to walk through all of them to count. */
export class PodCounts implements TableIndex<PodRecord> {
  #running = 0;
  #notReady = 0;
  #agentChanges = 0;
  readonly #isFinished: (pod: PodRecord) => boolean;

  constructor(isFinished: (pod: PodRecord) => boolean) {
    this.#isFinished = isFinished;
  }

  /** Pods that have not run to their end. */
  get running(): number {
    return this.#running;
  }

  /** Those of them that are not ready. */
  get notReady(): number {
    return this.#notReady;
  }

  /** Grows whenever a pod of a DaemonSet comes, changes or goes; agents of a CNI are such pods. */
  get agentChanges(): number {
    return this.#agentChanges;
  }

  add(pod: PodRecord): void {
    this.#count(pod, 1);
  }

  remove(pod: PodRecord): void {
    this.#count(pod, -1);
  }

  #count(pod: PodRecord, by: 1 | -1): void {
    if (pod.owner?.kind === 'DaemonSet') this.#agentChanges += 1;
    if (this.#isFinished(pod)) return;
    this.#running += by;
    if (!pod.ready) this.#notReady += by;
  }
}
