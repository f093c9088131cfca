import type { ProbeSummaryData, RecordEntry } from '../contracts/record.ts';
import { readEntry } from './entry-types.ts';

/** The newest 'probe/summary' of each link and probe, the newest first. */
export function lastMeasurements(entries: readonly RecordEntry[]): readonly ProbeSummaryData[] {
  const newest = new Map<string, ProbeSummaryData>();
  for (const entry of entries) {
    const summary = readEntry('probe/summary', entry);
    if (summary !== undefined) newest.set(`${summary.probe} ${summary.link.id}`, summary);
  }
  return [...newest.values()].sort((a, b) => b.at - a.at);
}
