import { useEffect, useRef, useState } from 'react';
import type { View } from '../../src/contracts/cluster.ts';
import type { RowTypes, ViewKind, ViewQuery, ViewSnapshot } from '../../src/inventory/views.ts';
import { createStore } from '../../src/store/create-store.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

const nothing = createStore<undefined>(undefined);

/**
 * A live window onto the cluster's rows; undefined until the first answer. A change of the query moves the window, a
 * change of its kind needs a new component (a `key`).
 */
export function useView<Kind extends ViewKind>(query: ViewQuery<Kind>): ViewSnapshot<RowTypes[Kind]> | undefined {
  const { cluster } = useScreen().session;
  const [view, setView] = useState<View<RowTypes[Kind]>>();
  const { kind, filter, namespace, node, about, sort, offset, limit } = query;
  const column = sort?.column;
  const descending = sort?.descending;

  const newest = useRef(query);
  newest.current = query;
  useEffect(() => {
    const opened = cluster.view({ ...newest.current, kind });
    setView(opened);
    return () => opened.close();
  }, [cluster, kind]);

  useEffect(() => {
    view?.set({
      filter,
      offset,
      limit,
      ...(namespace === undefined ? {} : { namespace }),
      ...(node === undefined ? {} : { node }),
      ...(about === undefined ? {} : { about }),
      ...(column === undefined ? {} : { sort: { column, descending: descending ?? false } }),
    });
  }, [view, filter, namespace, node, about, column, descending, offset, limit]);

  return useStore<ViewSnapshot<RowTypes[Kind]> | undefined>(view ?? nothing);
}
