import type { RecordEntry, Recorder, RecorderProblem } from '../contracts/record.ts';
import type { Store } from '../contracts/store.ts';
import type { Instant } from '../contracts/time.ts';
import { createStore, type Scheduler } from '../store/create-store.ts';
import type { IncidentRecord } from './open-record.ts';
import { envelopeVersion } from './parse-record.ts';
import type { StampedEntry } from './record-writer.ts';

/** Keeps entries, with their time, until it is known which cluster's record they belong to. */
export interface DeferredRecorder extends Recorder {
  /**
   * Writes what was kept to `record` and passes everything on from now. Returns what the record holds with it: the replayed
   * entries, then those that were kept (their numbers are 0: they have none yet).
   */
  attach(record: IncidentRecord): readonly RecordEntry[];
  /** Keeps entries again: another cluster is being chosen. */
  detach(): void;
  /** The attached record's problem. */
  readonly problem: Store<RecorderProblem | undefined>;
}

/** Entries kept while no cluster is known; the oldest go first beyond that. */
const mostKept = 10_000;

/** Makes a recorder that works before the cluster is known. */
export function createDeferredRecorder(
  now: () => Instant = Date.now,
  monotonic: () => number = () => performance.now(),
  schedule?: Scheduler,
): DeferredRecorder {
  const kept: StampedEntry[] = [];
  const problem = createStore<RecorderProblem | undefined>(undefined, schedule);
  let attached: IncidentRecord | undefined;
  let endProblem: () => void = () => undefined;

  return {
    problem,
    append(type, data) {
      if (attached !== undefined) {
        attached.append(type, data);
        return;
      }
      kept.push({ wall: now(), mono: monotonic(), type, data });
      if (kept.length > mostKept) kept.shift();
    },
    attach(record) {
      const waiting = kept.splice(0);
      for (const entry of waiting) record.appendStamped(entry);
      attached = record;
      endProblem();
      endProblem = record.problem.subscribe(() => problem.set(record.problem.getSnapshot()));
      problem.set(record.problem.getSnapshot());
      return [...record.entries, ...waiting.map((entry) => ({ v: envelopeVersion, seq: 0, ...entry }))];
    },
    detach() {
      attached = undefined;
      endProblem();
      endProblem = () => undefined;
      problem.set(undefined);
    },
  };
}
