import { useState } from 'react';
import { change, placeList } from '../screen/model.ts';
import type { PaneId } from '../screen/panes.ts';
import { type ListName, topOfList } from '../screen/state.ts';
import type { StyledLine } from '../widgets/styled.ts';
import { editText, fieldSpans, type TextField, textField } from '../widgets/text-field.ts';
import { useActions } from './use-actions.ts';
import { useKeys } from './use-keys.ts';
import { useScreen } from './use-screen.ts';
import { useScreenState } from './use-store.ts';

export interface Filter {
  readonly text: string;
  /** The line that shows it, with how many rows match; undefined when there is no filter. */
  line(matched: number, total: number): StyledLine | undefined;
}

/**
 * The `/` filter of a list. It filters while it is typed; Enter keeps it and gives the keys back, Esc takes it away.
 */
export function useFilter(pane: PaneId, name: ListName, focused: boolean): Filter {
  const model = useScreen();
  const state = useScreenState();
  const filtering = state.filtering === pane && focused;
  const text = state.lists[name].filter;
  const [field, setField] = useState<TextField>(textField());

  const set = (next: TextField): void => {
    setField(next);
    if (next.text !== model.state.getSnapshot().lists[name].filter) {
      placeList(model, name, { ...topOfList, filter: next.text });
    }
  };

  useActions(focused, {
    filter: () => {
      setField(textField(text));
      change(model, { filtering: pane });
    },
  });
  useKeys((press) => {
    if (press.name === 'ctrl+c' || press.name === 'ctrl+z') return false;
    if (press.name === 'escape') {
      set(textField());
      change(model, { filtering: undefined });
      return true;
    }
    if (press.name === 'enter' || press.name === 'tab') {
      change(model, { filtering: undefined });
      return true;
    }
    if (press.name === 'up' || press.name === 'down') {
      model.actions.run(press.name);
      return true;
    }
    const next = editText(field, press);
    if (next !== undefined) set(next);
    return true;
  }, filtering);

  return {
    text,
    line(matched, total) {
      if (!filtering && text === '') return undefined;
      const counts = { text: `  ${matched} of ${total}`, tone: 'quiet' as const };
      return [{ text: '/', tone: 'key' }, ...(filtering ? fieldSpans(field) : [{ text }]), counts];
    },
  };
}
