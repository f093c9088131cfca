import type { PolicySnapshot } from '../policy/model/snapshot.ts';
import type { Duration } from './time.ts';

/** What the policies of a cluster declare. Asked where the inventory is; the engine and its index never load on the UI thread. */
export interface PolicyDesk {
  /** Everything that verdicts rest on, copied: for a command that asks many questions. Waits until it has been read, at most `patience`. */
  snapshot(patience?: Duration): Promise<PolicySnapshot>;
}
