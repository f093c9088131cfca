import type { ClusterId } from '../contracts/change.ts';
import { appendEntry } from './entry-types.ts';
import { type IncidentRecord, openRecord, type RecordOptions } from './open-record.ts';
import type { StampedEntry } from './record-writer.ts';

/** The folder beside those of the clusters. */
const notKnownYet = 'not-known-yet' as ClusterId;

/**
 * A record for work on a cluster that does not answer, and so has no name yet: when the API server is down, what the
 * operator notes must survive as well. Once the cluster is known its own record holds the same entries, and this one says
 * that they have moved. Opened with the first entry. Nothing here throws.
 */
export interface UnknownClusterRecord {
  keep(entry: StampedEntry): void;
  /** The entries are in the record of `cluster` now. */
  moved(cluster: ClusterId): Promise<void>;
  /** The session ends, and no cluster ever answered. */
  close(): Promise<void>;
  path(): string | undefined;
}

/** Makes it; `opened` is told of each record that is opened, before anything is written to it. */
export function createUnknownClusterRecord(
  options: Omit<RecordOptions, 'clusterId'>,
  opened: (record: IncidentRecord) => void,
): UnknownClusterRecord {
  let opening: Promise<IncidentRecord> | undefined;
  let path: string | undefined;

  const open = async (): Promise<IncidentRecord> => {
    const record = await openRecord({ ...options, clusterId: notKnownYet });
    path = record.path();
    opened(record);
    return record;
  };
  const end = async (lastWords: (record: IncidentRecord) => void): Promise<void> => {
    const record = await opening;
    if (record === undefined) return;
    opening = undefined;
    path = undefined;
    lastWords(record);
    await record.close();
  };

  return {
    keep(entry) {
      opening ??= open();
      void opening.then((record) => record.appendStamped(entry));
    },
    moved: (cluster) => end((record) => appendEntry(record, 'record/moved', { cluster })),
    close: () => end((record) => appendEntry(record, 'session/ended', {})),
    path: () => path,
  };
}
