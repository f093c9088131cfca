import type { Json } from './json.ts';
import type { Link } from './link.ts';
import type { ProbeName } from './probe.ts';
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
  /** 'link/chosen', 'probe/summary', 'checklist/marked', … */
  readonly type: string;
  readonly data: Json;
}

/** Where the parts of plumbline write what happened. Never throws: a full disk is shown, not fatal. */
export interface Recorder {
  append(type: string, data: Json): void;
}

/**
 * The data of a 'probe/summary' entry, written by the bench when a probe ends, and while it runs at most every 5 s (so that
 * a kill loses little). The newest per link and probe is read back on the next start. Append it with
 * `appendEntry(recorder, 'probe/summary', data)` of src/incident/entry-types.ts.
 */
export interface ProbeSummaryData {
  readonly link: Link;
  readonly probe: ProbeName;
  readonly at: Instant;
  /** What a line of the screen shows: 'ping 20 sent, 0 % lost, p50 0.14 ms'. */
  readonly sentence: string;
  /** The probe's own summary (ConnectResult, LatencySummary, BandwidthSummary, DnsResult, PathMtuResult) as JSON. */
  readonly result: Json;
}

/** Why entries do not reach the disk now; they are kept in memory and written once it works again. */
export interface RecorderProblem {
  /** 'the record cannot be written: no space left on device (/home/…/record.ndjson); 3 entries wait in memory' */
  readonly sentence: string;
  readonly nextStep: string;
  readonly since: Instant;
  /** Entries that wait in memory, and entries given up because too many waited. */
  readonly waiting: number;
  readonly lost: number;
}
