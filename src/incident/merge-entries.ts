import type { RecordEntry } from '../contracts/record.ts';

/**
 * The entries of several files as one timeline: by wall clock between files, and within each file in its own order, which
 * holds even where the clock was set back.
 */
export function mergeEntries(files: readonly (readonly RecordEntry[])[]): readonly RecordEntry[] {
  const filled = files.filter((entries) => entries.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  const positions = filled.map(() => 0);
  const merged: RecordEntry[] = [];
  for (;;) {
    let next = -1;
    let earliest: RecordEntry | undefined;
    for (const [index, entries] of filled.entries()) {
      const candidate = entries[positions[index] ?? 0];
      if (candidate === undefined || (earliest !== undefined && candidate.wall >= earliest.wall)) continue;
      earliest = candidate;
      next = index;
    }
    if (earliest === undefined) return merged;
    merged.push(earliest);
    positions[next] = (positions[next] ?? 0) + 1;
  }
}
