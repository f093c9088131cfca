import type { ProbeSummaryData, RecordEntry } from '../contracts/record.ts';
import { readEntry } from './entry-types.ts';

/** The newest 'probe/summary' of each link and probe, the newest first; what could not be tested measured nothing. */
export function lastMeasurements(entries: readonly RecordEntry[]): readonly ProbeSummaryData[] {
  const newest = new Map<string, ProbeSummaryData>();
  for (const entry of entries) {
    const summary = readEntry('probe/summary', entry);
    if (summary !== undefined && !isUntested(summary)) newest.set(`${summary.probe} ${summary.link.id}`, summary);
  }
  return [...newest.values()].sort((a, b) => b.at - a.at);
}

/** A connect, DNS or path MTU result of class 'not-tested': no right, no program, no pod. */
function isUntested({ result }: ProbeSummaryData): boolean {
  return typeof result === 'object' && result !== null && 'class' in result && result['class'] === 'not-tested';
}
