import { useInput, usePaste } from 'ink';
import { isPaste, keyPresses, type KeyPress } from '../../src/terminal/keys.ts';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { notify, type ScreenModel } from '../screen/model.ts';

/** Reads the keyboard: dialogs and text fields first, then whatever the key is bound to for the focused pane. */
export function useInputKeys(): void {
  const model = useScreen();
  useInput((input, key) => {
    const presses = keyPresses(input, key);
    if (presses.length > 1 && isPaste(input)) return paste(model, input);
    for (const press of presses) handleKey(model, press);
  });
  usePaste((text) => paste(model, text));
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
  if (!model.actions.run(action.id)) notify(model, `${action.title}: not here`, 'quiet');
}
