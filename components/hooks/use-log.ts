import { useEffect, useState } from 'react';
import type { ContainerTarget, LogLine } from '../../src/contracts/cluster.ts';
import { createStore, type WritableStore } from '../../src/store/create-store.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

export interface LogTail {
  readonly lines: readonly LogLine[];
  /** Why there is no log, or no more of it. */
  readonly problem: string | undefined;
}

const kept = 500;
const empty: LogTail = { lines: [], problem: undefined };

/** The newest lines of a container's log, live. Moving over a list does not open a stream for every row. */
export function useLog(target: ContainerTarget | undefined, tailLines: number): LogTail {
  const { cluster } = useScreen().session;
  // Another cluster may have a pod of the same name.
  const { context } = useStore(cluster.status);
  const [store] = useState<WritableStore<LogTail>>(() => createStore(empty));
  const { namespace, pod, container } = target ?? { namespace: '', pod: '', container: undefined };

  useEffect(() => {
    store.set(empty);
    if (pod === '') return undefined;
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      const wanted = container === undefined ? { namespace, pod } : { namespace, pod, container };
      for await (const line of cluster.logs(wanted, { follow: true, tailLines, signal: abort.signal })) {
        store.update((tail) => ({ ...tail, lines: [...tail.lines.slice(1 - kept), line] }));
      }
    };
    const timer = setTimeout(() => {
      read().catch((error: unknown) => {
        if (abort.signal.aborted) return;
        const problem = error instanceof Error ? error.message : String(error);
        store.update((tail) => ({ ...tail, problem }));
      });
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [cluster, context, store, namespace, pod, container, tailLines]);

  return useStore(store);
}
