import { type ReactNode, useState } from 'react';
import { wrap } from '../../src/terminal/fit.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { closeDialog } from '../screen/model.ts';
import { line } from '../widgets/styled.ts';
import { editText, fieldSpans, textField } from '../widgets/text-field.ts';
import { DialogFrame, useDialogSize } from './dialog-frame.tsx';

/** A note on an item of the checklist. */
export function NoteDialog({ item }: { readonly item: string }): ReactNode {
  const model = useScreen();
  const { checklist } = model.session;
  const entry = useStore(checklist).find((one) => one.item.id === item);
  const [field, setField] = useState(() => textField(entry?.note));
  const { width } = useDialogSize(90);
  useKeys((press) => {
    if (press.name === 'ctrl+c' || press.name === 'ctrl+z') return false;
    if (press.name === 'escape') closeDialog(model);
    else if (press.name === 'enter') {
      checklist.note(item, field.text.trim());
      closeDialog(model);
    } else setField(editText(field, press) ?? field);
    return true;
  });
  // The end of a long note is what is being typed.
  const room = width - 4;
  const shift = Math.max(0, field.cursor - room);
  const shown = { text: field.text.slice(shift), cursor: field.cursor - shift };
  const lines = [
    ...wrap(entry?.item.text ?? item, width - 1).map((text) => line(` ${text}`, 'quiet')),
    [{ text: ' ' }, ...fieldSpans(shown)],
  ];
  return (
    <DialogFrame title="Note" hints="Enter keep  Esc discard" lines={lines} width={width} height={lines.length + 2} />
  );
}
