import { useEffect, useRef } from 'react';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { openDialog, type ScreenModel } from '../screen/model.ts';

/**
 * Opens the log-in's dialog when a context that was just opened waits for one: nothing can be done before. Once the
 * cluster was there, somebody may be typing: then the line of what is wrong says it, and its key opens the dialog.
 */
export function useLoginOffer(model: ScreenModel): void {
  const { login, context, phase } = useStore(model.session.cluster.status);
  const { dialogs, filtering } = useScreenState();
  const offered = useRef<string>(undefined);
  const waits = login !== undefined && !login.running && phase !== 'connected';
  const free = dialogs.length === 0 && filtering === undefined;
  useEffect(() => {
    if (phase === 'connected') offered.current = undefined;
    if (!waits || !free || offered.current === context) return;
    offered.current = context;
    openDialog(model, { kind: 'login' });
  }, [model, waits, free, context, phase]);
}
