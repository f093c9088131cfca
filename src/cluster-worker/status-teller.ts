import type { ClusterStatus } from '../contracts/cluster.ts';
import type { FromWorker } from './protocol.ts';

/** Tells the status of the cluster when it says something else than last time, and its CNI only when that does. */
export class StatusTeller {
  readonly #post: (message: FromWorker) => void;
  #told = '';
  #toldCni: { readonly now: ClusterStatus['cni'] } | undefined;

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  tell({ cni, ...status }: ClusterStatus): void {
    const told = JSON.stringify(status);
    const sameCni = this.#toldCni !== undefined && this.#toldCni.now === cni;
    if (told === this.#told && sameCni) return;
    this.#told = told;
    this.#toldCni = { now: cni };
    this.#post({ type: 'status', status, ...(sameCni ? {} : { cni: { now: cni } }) });
  }
}
