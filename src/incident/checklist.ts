import type { Store } from '../contracts/store.ts';
import type { Instant } from '../contracts/time.ts';

export type ChecklistPhase = 'before' | 'during' | 'after';
export type ChecklistMark = 'open' | 'done' | 'not-applicable';

/** One of the guide's thirteen items, corrected wording; injected from `checks/checklist.ts`. */
export interface ChecklistItem {
  readonly id: string;
  readonly phase: ChecklistPhase;
  /** Fits 22 cells: 'Names and IPs'. */
  readonly short: string;
  /** The guide's sentence. */
  readonly text: string;
}

export interface ChecklistEntry {
  readonly item: ChecklistItem;
  readonly mark: ChecklistMark;
  readonly note: string;
  readonly changedAt: Instant | undefined;
}

/** The checklist of this cluster's work; every change is appended to the record, and so survives a restart. */
export interface Checklist extends Store<readonly ChecklistEntry[]> {
  mark(id: string, mark: ChecklistMark): void;
  note(id: string, text: string): void;
}
