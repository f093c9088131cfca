import type { RecordEntry } from '../contracts/record.ts';
import { readEntry } from './entry-types.ts';

/** Links carried over: as many as are shown. */
const mostLinks = 20;

/**
 * The few entries that the next start needs, in their order: the newest of each checklist item, link and measurement. They
 * begin a new file when an old one has grown too long and is put away.
 */
export function carriedOver(entries: readonly RecordEntry[]): readonly RecordEntry[] {
  const newest = new Map<string, RecordEntry>();
  const links: string[] = [];
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === undefined) continue;
    // Deleted first, so that the map's order is that of the newest entries.
    newest.delete(key);
    newest.set(key, entry);
  }
  for (const [key, entry] of newest) if (entry.type === 'link/chosen') links.push(key);
  for (const key of links.slice(0, -mostLinks)) newest.delete(key);
  return [...newest.values()];
}

function keyOf(entry: RecordEntry): string | undefined {
  const item = (readEntry('checklist/marked', entry) ?? readEntry('checklist/noted', entry))?.item;
  if (item !== undefined) return `${entry.type} ${item}`;
  const link = readEntry('link/chosen', entry);
  if (link !== undefined) return `${entry.type} ${link.id}`;
  const summary = readEntry('probe/summary', entry);
  return summary === undefined ? undefined : `${entry.type} ${summary.probe} ${summary.link.id}`;
}
