import type { ReactNode } from 'react';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLines } from '../../src/terminal/safe-text.ts';
import { line } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

/** Text to read whole: lines that are too long are wrapped. */
export function WordsDialog({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  const { width } = useDialogSize();
  const room = width - 4;
  const lines = safeLines(text)
    .flatMap((one) => (one.length <= room ? [one] : wrap(one, room)))
    .map((one) => line(` ${one}`));
  return <TextDialog title={title} lines={lines} copies={text} />;
}
