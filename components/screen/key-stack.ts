import type { KeyPress } from '../../src/terminal/keys.ts';

/** Returns whether the key was meant for it. */
export type KeyListener = (press: KeyPress) => boolean;

/** Who gets a key first: what was opened last. */
export interface KeyStack {
  /** Puts a listener on top; the returned function takes it away. */
  push(listener: KeyListener): () => void;
  dispatch(press: KeyPress): boolean;
}

/** Makes an empty stack. */
export function createKeyStack(): KeyStack {
  const listeners: KeyListener[] = [];
  return {
    push(listener) {
      const own: KeyListener = (press) => listener(press);
      listeners.push(own);
      return () => {
        listeners.splice(listeners.indexOf(own), 1);
      };
    },
    dispatch(press) {
      for (const listener of listeners.toReversed()) if (listener(press)) return true;
      return false;
    },
  };
}
