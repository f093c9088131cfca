import type { EventRecord, InventoryRecord } from './records.ts';

/** One object opened: its record, its recent events (newest first), and for pods and policies what hangs on it. */
export interface ObjectDetail {
  readonly record: InventoryRecord;
  readonly events: readonly EventRecord[];
  /** Names ('namespace/name') of pods that are on the node; a service's backends as 'address namespace/name @node' (at most 200). */
  readonly related: readonly string[];
  /** The object as YAML, as the server has it now, managedFields left out. */
  readonly yaml: string;
}
