import type { RecordEntry } from '../contracts/record.ts';
import type { ChecklistEntry, ChecklistItem } from './checklist.ts';
import { readEntry } from './entry-types.ts';

/** Every item open, without a note. */
export function emptyChecklist(items: readonly ChecklistItem[]): readonly ChecklistEntry[] {
  return items.map((item) => ({ item, mark: 'open', note: '', changedAt: undefined }));
}

/**
 * The checklist after `entry`: pure. Entries about items that this version does not have, and those that change nothing,
 * leave the same reference.
 */
export function reduceChecklist(state: readonly ChecklistEntry[], entry: RecordEntry): readonly ChecklistEntry[] {
  const marked = readEntry('checklist/marked', entry);
  if (marked !== undefined) return change(state, marked.item, { mark: marked.mark }, entry.wall);
  const noted = readEntry('checklist/noted', entry);
  if (noted !== undefined) return change(state, noted.item, { note: noted.text }, entry.wall);
  return state;
}

function change(
  state: readonly ChecklistEntry[],
  id: string,
  part: Partial<Pick<ChecklistEntry, 'mark' | 'note'>>,
  wall: number,
): readonly ChecklistEntry[] {
  const index = state.findIndex(({ item }) => item.id === id);
  const before = state[index];
  if (before === undefined) return state;
  const after: ChecklistEntry = { ...before, ...part };
  if (after.mark === before.mark && after.note === before.note) return state;
  return state.with(index, { ...after, changedAt: wall });
}
