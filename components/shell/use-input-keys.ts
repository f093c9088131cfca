import { useApp, useInput, usePaste } from 'ink';
import { useRef } from 'react';
import { isPaste, keyPresses, type KeyPress } from '../../src/terminal/keys.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { notify, type ScreenModel } from '../screen/model.ts';
import { runAction } from '../screen/run-action.ts';

/**
 * Reads the keyboard: dialogs and text fields first, then whatever the key is bound to for the focused pane. Keys may
 * arrive in one read or in reads at once (a slow link delivers them in bursts); each is handled after the screen has
 * taken in the one before, because a key may open the dialog or focus the pane that the next one is meant for.
 */
export function useInputKeys(): void {
  const model = useScreen();
  const { waitUntilRenderFlush } = useApp();
  const waiting = useRef<KeyPress[]>([]);
  const busy = useRef(false);
  const work = async (): Promise<void> => {
    for (let press = waiting.current.shift(); press !== undefined; press = waiting.current.shift()) {
      if (press.name === 'paste') paste(model, press.text);
      else handleKey(model, press);
      await waitUntilRenderFlush();
    }
  };
  const add = (presses: readonly KeyPress[]): void => {
    waiting.current.push(...presses);
    if (busy.current) return;
    busy.current = true;
    work()
      .catch((error: unknown) => notify(model, error instanceof Error ? error.message : String(error), 'bad'))
      .finally(() => {
        busy.current = false;
      });
  };
  useInput((input, key) => {
    const presses = keyPresses(input, key);
    add(presses.length > 1 && isPaste(input) ? [{ name: 'paste', text: input }] : presses);
  });
  usePaste((text) => add([{ name: 'paste', text }]));
}

/** Pasted text goes into a text field as it is, and nowhere else: it must not press keys. */
function paste(model: ScreenModel, text: string): void {
  const typed = safeLine(text.trim());
  if (!model.keys.dispatch({ name: 'paste', text: typed })) {
    notify(model, 'pasted text is only taken by text fields', 'warning');
  }
}

/** What one key does now. */
export function handleKey(model: ScreenModel, press: KeyPress): void {
  if (model.keys.dispatch(press)) return;
  const { focus, dialogs } = model.state.getSnapshot();
  const action = model.bindings.find(dialogs.length > 0 ? 'evidence' : focus, press.name);
  if (action === undefined) return;
  if (!runAction(model, action.id)) notify(model, `${action.title}: not here`, 'quiet');
}
