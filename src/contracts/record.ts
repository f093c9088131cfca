import type { Json } from './json.ts';
import type { Instant } from './time.ts';

/** The incident record: one append-only envelope for everything; each type has one owner; redaction before append. */
export interface RecordEntry {
  /** Version of the envelope. */
  readonly v: number;
  /** Counts up by one within a record, from 1. */
  readonly seq: number;
  readonly wall: Instant;
  /** Milliseconds on a clock that never steps back, from the start of the process that wrote it. */
  readonly mono: number;
  /** 'link/chosen', 'probe/summary', 'checklist/ticked', … */
  readonly type: string;
  readonly data: Json;
}

/** Where the parts of plumbline write what happened. Never throws: a full disk is shown, not fatal. */
export interface Recorder {
  append(type: string, data: Json): void;
}
