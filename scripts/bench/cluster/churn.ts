import type { PodStage } from './pod-text.ts';

/** One pod event of a watch. */
export interface PodEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly index: number;
  readonly generation: number;
  readonly stage: PodStage;
}

/** How a rolling update looks to whoever watches pods: five events for every pod that is replaced. */
const steps: readonly Omit<PodEvent, 'index' | 'generation'>[] = [
  { type: 'MODIFIED', stage: 'terminating' },
  { type: 'DELETED', stage: 'terminating' },
  { type: 'ADDED', stage: 'pending' },
  { type: 'MODIFIED', stage: 'creating' },
  { type: 'MODIFIED', stage: 'running' },
];
/** Pods that are on their way at once. */
const underWay = 50;

/**
 * Replaces pods without end, all over the cluster: some are always on their way while others wait their turn. The number
 * of pods stays the same but for those on their way.
 */
export class Churn {
  readonly #pods: number;
  /** How often each pod was replaced. */
  readonly generations: Uint16Array;
  #step = 0;
  #first = 0;
  #within = 0;

  constructor(pods: number) {
    this.#pods = pods;
    this.generations = new Uint16Array(pods);
  }

  next(): PodEvent {
    const step = steps[this.#step] ?? steps[0];
    // A stride that shares no factor with usual sizes: neighbours are replicas of one workload.
    const index = ((this.#first + this.#within) * 7919) % this.#pods;
    if (step?.type === 'ADDED') this.generations[index] = (this.generations[index] ?? 0) + 1;
    const event: PodEvent = {
      type: step?.type ?? 'MODIFIED',
      stage: step?.stage ?? 'running',
      index,
      generation: this.generations[index] ?? 0,
    };
    this.#within += 1;
    if (this.#within === underWay) {
      this.#within = 0;
      this.#step += 1;
      if (this.#step === steps.length) {
        this.#step = 0;
        this.#first += underWay;
      }
    }
    return event;
  }
}
