import { useLayoutEffect, useRef } from 'react';
import type { KeyListener } from '../screen/key-stack.ts';
import { useScreen } from './use-screen.ts';

/** Takes keys before everyone who came earlier, while `active`. */
export function useKeys(listener: KeyListener, active = true): void {
  const { keys } = useScreen();
  const current = useRef(listener);
  current.current = listener;
  useLayoutEffect(() => (active ? keys.push((press) => current.current(press)) : undefined), [keys, active]);
}
