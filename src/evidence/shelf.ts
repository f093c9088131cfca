import type { Evidence, EvidenceId } from '../contracts/evidence.ts';
import type { EvidenceShelf } from '../contracts/session.ts';
import { createStore, type Scheduler } from '../store/create-store.ts';

export interface ShelfOptions {
  /** Pieces kept, newest last; 500 unless told otherwise. */
  readonly capacity?: number;
  /** Characters of raw output kept per piece; 64 Ki unless told otherwise. The beginning and the end are kept. */
  readonly rawCap?: number;
  readonly schedule?: Scheduler;
}

/** Makes the shelf of this session's evidence. Pieces are frozen; the oldest fall off beyond the capacity. */
export function createEvidenceShelf(options: ShelfOptions = {}): EvidenceShelf {
  const capacity = options.capacity ?? 500;
  const rawCap = options.rawCap ?? 65_536;
  const store = createStore<readonly Evidence[]>([], options.schedule);
  const byId = new Map<EvidenceId, Evidence>();
  let count = 0;

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    get: (id) => byId.get(id),
    add(evidence) {
      count += 1;
      const id = `e${count}` as EvidenceId;
      const { raw, cut } = capRaw(evidence.raw, rawCap);
      const kept: Evidence = Object.freeze({ ...evidence, id, raw, truncated: evidence.truncated || cut });
      byId.set(id, kept);
      const all = [...store.getSnapshot(), kept];
      for (const old of all.splice(0, all.length - capacity)) byId.delete(old.id);
      store.set(all);
      return id;
    },
  };
}

/** Keeps the first three quarters and the last quarter: commands print what they do first and what became of it last. */
function capRaw(raw: string, cap: number): { readonly raw: string; readonly cut: boolean } {
  if (raw.length <= cap) return { raw, cut: false };
  const head = Math.floor((cap * 3) / 4);
  const tail = cap - head;
  const left = raw.length - head - tail;
  return { raw: `${raw.slice(0, head)}\n[${left} characters left out]\n${raw.slice(-tail)}`, cut: true };
}
