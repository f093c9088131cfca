import type { RecordEntry, Recorder } from '../contracts/record.ts';
import type { Instant } from '../contracts/time.ts';
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
}

export interface DeferredOptions {
  readonly now?: () => Instant;
  readonly monotonic?: () => number;
  /** Told of every entry that is kept, so that it can be put somewhere safe meanwhile. */
  readonly onKept?: (entry: StampedEntry) => void;
}

/** Entries kept while no cluster is known; the oldest go first beyond that. */
const mostKept = 10_000;

/** Makes a recorder that works before the cluster is known. */
export function createDeferredRecorder(options: DeferredOptions = {}): DeferredRecorder {
  const now = options.now ?? Date.now;
  const monotonic = options.monotonic ?? (() => performance.now());
  const kept: StampedEntry[] = [];
  let attached: IncidentRecord | undefined;

  return {
    append(type, data) {
      if (attached !== undefined) {
        attached.append(type, data);
        return;
      }
      const entry = { wall: now(), mono: monotonic(), type, data };
      kept.push(entry);
      if (kept.length > mostKept) kept.shift();
      options.onKept?.(entry);
    },
    attach(record) {
      const waiting = kept.splice(0);
      for (const entry of waiting) record.appendStamped(entry);
      attached = record;
      return [...record.entries, ...waiting.map((entry) => ({ v: envelopeVersion, seq: 0, ...entry }))];
    },
    detach() {
      attached = undefined;
    },
  };
}
