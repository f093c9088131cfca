import type { View } from '../contracts/cluster.ts';
import type { ViewQuery, ViewSnapshot } from '../inventory/views.ts';
import { createStore } from '../store/create-store.ts';
import type { ViewAnswer } from './protocol.ts';

/** What the worker's answers to a view are given to. */
export interface ViewReceiver {
  take(answer: ViewAnswer): void;
  /** To a worker that knows nothing of this view yet. */
  askAgain(): void;
}

interface ViewWire {
  ask(query: ViewQuery): void;
  closed(): void;
}

/** The UI thread's end of a view. */
export function openView<Row>(
  first: ViewQuery,
  wire: ViewWire,
): { readonly view: View<Row>; readonly receiver: ViewReceiver } {
  let query = first;
  let closed = false;
  const store = createStore<ViewSnapshot<Row>>({
    rows: [],
    offset: first.offset,
    matched: 0,
    total: 0,
    freshness: { state: 'waiting' },
    filter: first.filter,
  });
  wire.ask(query);
  return {
    view: {
      getSnapshot: store.getSnapshot,
      subscribe: store.subscribe,
      set(change) {
        if (closed) return;
        query = { ...query, ...change };
        wire.ask(query);
      },
      close() {
        if (closed) return;
        closed = true;
        wire.closed();
      },
    },
    receiver: {
      take(answer) {
        if (closed) return;
        // The worker answers a view with rows of the kind it was opened for.
        const rows = (answer.rows as readonly Row[] | undefined) ?? store.getSnapshot().rows;
        store.set({ ...answer, rows });
      },
      askAgain: () => wire.ask(query),
    },
  };
}
