import { useLayoutEffect, useRef } from 'react';
import type { ActionHandlers } from '../screen/action-table.ts';
import { useScreen } from './use-screen.ts';

/** Offers actions while `active` (the pane has the focus). Handlers may be new on every render. */
export function useActions(active: boolean, handlers: ActionHandlers): void {
  const { actions } = useScreen();
  const current = useRef(handlers);
  current.current = handlers;
  const ids = Object.keys(handlers).join(' ');
  useLayoutEffect(() => {
    if (!active || ids === '') return undefined;
    const offered = ids.split(' ').map((id) => [id, () => current.current[id]?.()] as const);
    return actions.offer(Object.fromEntries(offered));
  }, [actions, active, ids]);
}
