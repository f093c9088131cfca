import type { RecordEntry, Recorder } from '../contracts/record.ts';
import type { Instant } from '../contracts/time.ts';
import { createStore, type Scheduler } from '../store/create-store.ts';
import type { Checklist, ChecklistItem } from './checklist.ts';
import { emptyChecklist, reduceChecklist } from './checklist-state.ts';
import { appendEntry, type EntryData } from './entry-types.ts';

/** A checklist that can be set to what a record holds: when the cluster became known, or another one was chosen. */
export interface RestorableChecklist extends Checklist {
  /** Forgets what was shown and shows what these entries add up to. */
  restore(entries: readonly RecordEntry[]): void;
}

export interface ChecklistOptions {
  readonly now?: () => Instant;
  readonly schedule?: Scheduler;
}

/** The most characters of a note; what is beyond is cut. */
const longestNote = 4_000;

/**
 * The checklist over `items`. Every change is appended to `recorder` first, then shown by the same reducer that replays it
 * on the next start. Ids that do not exist, and changes that change nothing, are ignored and not recorded.
 */
export function createChecklist(
  items: readonly ChecklistItem[],
  recorder: Recorder,
  replayed: readonly RecordEntry[] = [],
  options: ChecklistOptions = {},
): RestorableChecklist {
  const now = options.now ?? Date.now;
  const fold = (entries: readonly RecordEntry[]) => entries.reduce(reduceChecklist, emptyChecklist(items));
  const store = createStore(fold(replayed), options.schedule);

  function apply<Type extends 'checklist/marked' | 'checklist/noted'>(type: Type, data: EntryData[Type]): void {
    const before = store.getSnapshot();
    const after = reduceChecklist(before, { v: 1, seq: 0, wall: now(), mono: 0, type, data });
    if (after === before) return;
    appendEntry(recorder, type, data);
    store.set(after);
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    mark: (item, mark) => apply('checklist/marked', { item, mark }),
    note: (item, text) => apply('checklist/noted', { item, text: text.trim().slice(0, longestNote) }),
    restore: (entries) => store.set(fold(entries)),
  };
}
