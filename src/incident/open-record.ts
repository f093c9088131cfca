import type { ClusterId } from '../contracts/change.ts';
import type { Json } from '../contracts/json.ts';
import type { RecordEntry, Recorder, RecorderProblem } from '../contracts/record.ts';
import type { Store } from '../contracts/store.ts';
import type { Duration, Instant } from '../contracts/time.ts';
import type { Scheduler } from '../store/create-store.ts';
import { redactJson } from '../text/redact-json.ts';
import { openFolder, type OpenedFolder, readFolder, recordFolder } from './record-folder.ts';
import { RecordWriter, type StampedEntry } from './record-writer.ts';

export interface RecordOptions {
  /** plumbline's folder for state: $XDG_STATE_HOME/plumbline. */
  readonly stateFolder: string;
  readonly clusterId: ClusterId;
  readonly now?: () => Instant;
  /** Milliseconds on a clock that never steps back, from the start of the process. */
  readonly monotonic?: () => number;
  /** Takes secrets out before anything is kept or written. */
  readonly redact?: (data: Json) => Json;
  readonly schedule?: Scheduler;
  /** How often written entries are brought to the disk itself, and what failed is tried again; a second. */
  readonly syncEvery?: Duration;
  /** A file longer than this many bytes is put away at the next start; 8 MiB. */
  readonly longestFile?: number;
}

/** One cluster's record: what it held when it was opened, and where new entries go. */
export interface IncidentRecord extends Recorder {
  /** The file that this process writes, or the folder of the record while there is none. */
  path(): string;
  /** What earlier sessions wrote, and others that run at the same time, in the order of their clocks. */
  readonly entries: readonly RecordEntry[];
  /** What had to be put in order on opening, as sentences for the operator. */
  readonly notices: readonly string[];
  readonly problem: Store<RecorderProblem | undefined>;
  /** Appends something that happened before the record was open. */
  appendStamped(entry: StampedEntry): void;
  close(): Promise<void>;
}

/** Characters of an entry's data as JSON; more is replaced by a note of its size. */
const largestData = 1024 * 1024;

/**
 * Opens the record of a cluster: claims a file, puts it in order, reads all. Never rejects: when the disk refuses, the
 * record shows what can be read, keeps what is appended in memory, says why in `problem` and goes on trying.
 */
export async function openRecord(options: RecordOptions): Promise<IncidentRecord> {
  const { stateFolder, clusterId } = options;
  const now = options.now ?? Date.now;
  const monotonic = options.monotonic ?? (() => performance.now());
  const redact = options.redact ?? redactJson;
  const syncEvery = options.syncEvery ?? 1_000;
  let opened: OpenedFolder | undefined;
  let retry: NodeJS.Timeout | undefined;
  let trying: Promise<void> = Promise.resolve();
  let closed = false;

  const reopen = (): void => {
    trying = tryToOpen();
  };
  const writer = new RecordWriter(recordFolder(stateFolder, clusterId), now, syncEvery, reopen, options.schedule);
  const tryToOpen = async (): Promise<void> => {
    try {
      await opened?.claimed.release();
      opened = undefined;
      opened = await openFolder(stateFolder, clusterId, now(), options.longestFile ?? 8 * 1024 * 1024);
      writer.use(opened.file);
      for (const sentence of opened.notices) append('record/recovered', { sentence });
    } catch (error) {
      writer.fail(error);
      if (closed) return;
      retry = setTimeout(reopen, syncEvery);
      retry.unref();
    }
  };
  const appendStamped = (entry: StampedEntry): void =>
    writer.append({ ...entry, data: recordable(entry.data, redact) });
  const append = (type: string, data: Json): void => appendStamped({ wall: now(), mono: monotonic(), type, data });

  await tryToOpen();
  const first = opened;
  return {
    path: () => opened?.claimed.path ?? recordFolder(stateFolder, clusterId),
    entries: first?.entries ?? (await readFolder(stateFolder, clusterId).catch(() => [])),
    notices: first?.notices ?? [],
    problem: writer.problem,
    appendStamped,
    append,
    async close() {
      closed = true;
      clearTimeout(retry);
      await trying;
      writer.close();
      // A claim that cannot be removed is stale once this process is gone.
      await opened?.claimed.release().catch(() => undefined);
    },
  };
}

/** Without secrets and not too large. Data that is no JSON in spite of its type is a defect, and still must not throw here. */
function recordable(data: Json, redact: (data: Json) => Json): Json {
  try {
    const clean = redact(data);
    const text: string | undefined = JSON.stringify(clean);
    if (text === undefined) return null;
    return text.length <= largestData ? clean : { tooLarge: text.length };
  } catch (error) {
    return { notRecorded: error instanceof Error ? error.message : String(error) };
  }
}
