import { type ReactNode, useState } from 'react';
import type { KeyPress } from '../../src/terminal/keys.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { keepVisible, type ListMove, moveInList } from '../screen/list-place.ts';
import { closeDialog } from '../screen/model.ts';
import { topOfList } from '../screen/state.ts';
import type { StyledLine } from '../widgets/styled.ts';
import { editText, fieldSpans, type TextField, textField } from '../widgets/text-field.ts';
import { DialogFrame, useDialogSize } from './dialog-frame.tsx';

export interface SelectDialogProps<Item> {
  readonly title: string;
  readonly items: readonly Item[];
  readonly line: (item: Item) => StyledLine;
  readonly onPick: (item: Item) => void;
  /** What is typed, when the caller filters by it; without it the dialog has no text field. */
  readonly typed?: { readonly prompt: string; readonly text: string; readonly onChange: (text: string) => void };
  /** Said instead of an empty list. */
  readonly empty: string;
  readonly onKey?: (press: KeyPress, item: Item | undefined) => boolean;
  readonly hints?: string;
  /** Over the list, in its columns. */
  readonly heading?: StyledLine;
  /** Under the list: more about the selected item, always as many lines. */
  readonly about?: (item: Item | undefined) => readonly StyledLine[];
}

const moves: Readonly<Record<string, ListMove>> = {
  up: 'up',
  down: 'down',
  'ctrl+p': 'up',
  'ctrl+n': 'down',
  pageup: 'page-up',
  pagedown: 'page-down',
  home: 'first',
  end: 'last',
};

const letterMoves: Readonly<Record<string, ListMove>> = { k: 'up', j: 'down', g: 'first', G: 'last' };

/** A list to pick from, with or without a text field above it. */
export function SelectDialog<Item>(props: SelectDialogProps<Item>): ReactNode {
  const { title, items, line, onPick, typed, empty, onKey, hints = 'Enter choose', heading, about } = props;
  const model = useScreen();
  const { width, height } = useDialogSize(100, 40);
  const around = (typed === undefined ? 0 : 1) + (heading === undefined ? 0 : 1) + (about?.(undefined).length ?? 0);
  const rows = Math.max(1, height - 1 - around);
  const [place, setPlace] = useState(topOfList);
  const [field, setField] = useState<TextField>(() => textField(typed?.text));
  const visible = keepVisible(place, items.length, rows);
  const item = items[visible.selected];

  useKeys((press) => {
    if (press.name === 'ctrl+c' || press.name === 'ctrl+z' || press.name === 'ctrl+l') return false;
    if (onKey?.(press, item) === true) return true;
    const move = moves[press.name] ?? (typed === undefined ? letterMoves[press.name] : undefined);
    if (move !== undefined && (typed === undefined || (press.name !== 'home' && press.name !== 'end'))) {
      setPlace(moveInList(visible, move, items.length, rows));
    } else if (press.name === 'escape' || (typed === undefined && press.name === 'q')) closeDialog(model);
    else if (press.name === 'enter') {
      if (item !== undefined) onPick(item);
    } else if (typed !== undefined) {
      const next = editText(field, press);
      if (next === undefined) return true;
      setField(next);
      setPlace(topOfList);
      if (next.text !== field.text) typed.onChange(next.text);
    }
    return true;
  });

  const head: readonly StyledLine[] = [
    ...(typed === undefined ? [] : [[{ text: ` ${typed.prompt} `, tone: 'key' as const }, ...fieldSpans(field)]]),
    ...(heading === undefined ? [] : [[{ text: '  ' }, ...heading]]),
  ];
  const foot = about?.(item) ?? [];
  const shown = items.slice(visible.offset, visible.offset + rows).map((one): StyledLine => {
    const marker = one === item ? '> ' : '  ';
    return [{ text: marker, tone: 'key' }, ...line(one)];
  });
  const body = items.length === 0 ? [[{ text: `  ${empty}`, tone: 'quiet' as const }]] : shown;
  return (
    <DialogFrame
      title={title}
      hints={`${hints}  Esc back${items.length > rows ? `  ${visible.selected + 1} of ${items.length}` : ''}`}
      lines={[...head, ...body, ...foot]}
      width={width}
      height={Math.min(
        height,
        Math.max(head.length + Math.max(items.length, 1) + foot.length + 1, typed === undefined ? 4 : height),
      )}
      selected={item === undefined ? undefined : head.length + visible.selected - visible.offset}
    />
  );
}
