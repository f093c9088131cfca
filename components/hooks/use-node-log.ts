import { useEffect, useState } from 'react';
import type { NodeLogName } from '../../src/node-logs/source.ts';
import { createStore, type WritableStore } from '../../src/store/create-store.ts';
import type { LogTail } from './use-log.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

const kept = 500;
const empty: LogTail = { lines: [], problem: undefined };
/** A log that is fast comes to the screen in pieces: lines are gathered for so many milliseconds. */
const gathered = 200;

/** The newest lines of a log of a node, live. */
export function useNodeLog(node: string, name: NodeLogName): LogTail {
  const { nodes } = useScreen().session.cluster;
  const [store] = useState<WritableStore<LogTail>>(() => createStore(empty));

  useEffect(() => {
    store.set(empty);
    const abort = new AbortController();
    const { signal } = abort;
    let waiting: LogTail['lines'] = [];
    const show = (): void => {
      if (waiting.length === 0) return;
      const lines = waiting;
      waiting = [];
      store.update((tail) => ({ ...tail, lines: [...tail.lines, ...lines].slice(-kept) }));
    };
    const timer = setInterval(show, gathered);
    const read = async (): Promise<void> => {
      await nodes.way(node, { files: true });
      const { nodeLog } = await import('../../src/node-logs/follow.ts');
      for await (const line of nodeLog(nodes.runner(node, { files: true }), {
        name,
        follow: true,
        tail: 300,
        signal,
      })) {
        waiting = [...waiting.slice(1 - kept), line];
      }
    };
    read().catch((error: unknown) => {
      if (signal.aborted) return;
      const problem = error instanceof Error ? error.message : String(error);
      store.update((tail) => ({ ...tail, problem }));
    });
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [nodes, store, node, name]);

  return useStore(store);
}
