import type { ClusterId } from '../contracts/change.ts';
import type { Mode } from '../contracts/consent.ts';
import type { Recorder, RecorderProblem } from '../contracts/record.ts';
import type { PreviousMeasurement } from '../contracts/session.ts';
import type { Store } from '../contracts/store.ts';
import { createStore } from '../store/create-store.ts';
import type { ChecklistItem } from './checklist.ts';
import { createChecklist, type RestorableChecklist } from './create-checklist.ts';
import { createDeferredRecorder } from './deferred-recorder.ts';
import { appendEntry } from './entry-types.ts';
import { lastMeasurements } from './measurements.ts';
import { type IncidentRecord, openRecord, type RecordOptions } from './open-record.ts';
import { createRecentLinks, type RestorableRecentLinks } from './recent-links.ts';
import { createUnknownClusterRecord } from './unknown-cluster.ts';

export interface IncidentOptions extends Omit<RecordOptions, 'clusterId'> {
  readonly items: readonly ChecklistItem[];
  /** plumbline's version and how it was started, for the record. */
  readonly version: string;
  readonly mode: Mode;
  readonly demo?: string;
}

/** The work on one cluster at a time: the record and everything that is kept in it. */
export interface Incident {
  readonly recorder: Recorder;
  readonly checklist: RestorableChecklist;
  readonly recentLinks: RestorableRecentLinks;
  /** What was measured before this session, the newest first. */
  readonly previous: Store<readonly PreviousMeasurement[]>;
  readonly problem: Store<RecorderProblem | undefined>;
  /** What had to be put in order when the record was opened. */
  readonly notices: Store<readonly string[]>;
  /** Where the record lies; undefined while the cluster is not known and nothing was done. */
  path(): string | undefined;
  /** The cluster became known: opens its record and shows what it holds. The same cluster again changes nothing. Never rejects. */
  enter(cluster: ClusterId, context: string): Promise<void>;
  /** Another cluster is being chosen: closes the record; what happens meanwhile belongs to the next one. Never rejects. */
  leave(): Promise<void>;
  /** The session ends. Never rejects. */
  close(): Promise<void>;
}

/**
 * Makes the incident of a session. Works at once: what happens before `enter` is recorded beside the clusters' records, and
 * once more, with its time, in the cluster's own.
 */
export function createIncident(options: IncidentOptions): Incident {
  const problem = createStore<RecorderProblem | undefined>(undefined, options.schedule);
  let endProblem: () => void = () => undefined;
  const showProblemOf = (record: IncidentRecord): void => {
    endProblem();
    endProblem = record.problem.subscribe(() => problem.set(record.problem.getSnapshot()));
    problem.set(record.problem.getSnapshot());
  };
  const started = (record: IncidentRecord, context: string): void => {
    const { version, mode, demo } = options;
    const how = { version, context, mode, pid: process.pid };
    appendEntry(record, 'session/started', demo === undefined ? how : { ...how, demo });
    showProblemOf(record);
  };
  const unknown = createUnknownClusterRecord(options, (record) => started(record, 'not known yet'));
  const recorder = createDeferredRecorder({ ...options, onKept: (entry) => unknown.keep(entry) });
  const checklist = createChecklist(options.items, recorder, [], options);
  const recentLinks = createRecentLinks(recorder, [], options.schedule);
  const previous = createStore<readonly PreviousMeasurement[]>([], options.schedule);
  const notices = createStore<readonly string[]>([], options.schedule);
  let current: { readonly cluster: ClusterId; readonly record: IncidentRecord } | undefined;
  let closed = false;
  let last: Promise<void> = Promise.resolve();

  /** One after the other, whatever order the connection's changes come in. */
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    last = last.then(task);
    return last;
  };

  const open = async (cluster: ClusterId, context: string): Promise<void> => {
    if (closed || current?.cluster === cluster) return;
    await end();
    const record = await openRecord({ ...options, clusterId: cluster });
    current = { cluster, record };
    started(record, context);
    const entries = recorder.attach(record);
    checklist.restore(entries);
    recentLinks.restore(entries);
    previous.set(lastMeasurements(record.entries));
    notices.set(record.notices);
    await unknown.moved(cluster);
    showProblemOf(record);
  };

  const end = async (): Promise<void> => {
    if (current === undefined) return;
    const { record } = current;
    current = undefined;
    recorder.detach();
    checklist.restore([]);
    recentLinks.restore([]);
    previous.set([]);
    notices.set([]);
    appendEntry(record, 'session/ended', {});
    await record.close();
    endProblem();
    problem.set(undefined);
  };

  return {
    recorder,
    checklist,
    recentLinks,
    previous,
    problem,
    notices,
    path: () => current?.record.path() ?? unknown.path(),
    enter: (cluster, context) => inTurn(() => open(cluster, context)),
    leave: () => inTurn(end),
    close() {
      closed = true;
      return inTurn(async () => {
        await end();
        await unknown.close();
      });
    },
  };
}
