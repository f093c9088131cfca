import type { Link } from '../contracts/link.ts';
import type { RecordEntry, Recorder } from '../contracts/record.ts';
import type { RecentLinks } from '../contracts/session.ts';
import { createStore, type Scheduler } from '../store/create-store.ts';
import { appendEntry, readEntry } from './entry-types.ts';

/** Links kept, the newest first. */
const most = 20;

export interface RestorableRecentLinks extends RecentLinks {
  /** Forgets what was shown and shows what these entries add up to. */
  restore(entries: readonly RecordEntry[]): void;
}

/** Links that were chosen in this cluster, from 'link/chosen' entries: each once, at its newest use. */
export function createRecentLinks(
  recorder: Recorder,
  replayed: readonly RecordEntry[] = [],
  schedule?: Scheduler,
): RestorableRecentLinks {
  const store = createStore<readonly Link[]>(fold(replayed), schedule);
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    add(link) {
      if (store.getSnapshot()[0]?.id === link.id) return;
      appendEntry(recorder, 'link/chosen', link);
      store.update((links) => withNewest(links, link));
    },
    restore: (entries) => store.set(fold(entries)),
  };
}

function fold(entries: readonly RecordEntry[]): readonly Link[] {
  let links: readonly Link[] = [];
  for (const entry of entries) {
    const link = readEntry('link/chosen', entry);
    if (link !== undefined) links = withNewest(links, link);
  }
  return links;
}

function withNewest(links: readonly Link[], link: Link): readonly Link[] {
  return [link, ...links.filter(({ id }) => id !== link.id)].slice(0, most);
}
