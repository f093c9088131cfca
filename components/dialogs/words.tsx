import type { ReactNode } from 'react';
import { wrap } from '../../src/terminal/fit.ts';
import { safeLines } from '../../src/terminal/safe-text.ts';
import { line } from '../widgets/styled.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

export interface WordsDialogProps {
  readonly title: string;
  readonly text: string;
  /** A line of the text, from 1, that is marked and opened at. */
  readonly marked?: number | undefined;
}

/** Text to read whole: lines that are too long are wrapped. */
export function WordsDialog({ title, text, marked }: WordsDialogProps): ReactNode {
  const { width } = useDialogSize();
  const room = width - 4;
  const lines = safeLines(text).flatMap((one, index) => {
    const here = index + 1 === marked;
    const parts = one.length <= room ? [one] : wrap(one, room);
    return parts.map((part) => ({ here, spans: line(`${here ? '>' : ' '}${part}`, here ? 'strong' : 'normal') }));
  });
  const first = lines.findIndex(({ here }) => here);
  return (
    <TextDialog
      title={title}
      lines={lines.map(({ spans }) => spans)}
      copies={text}
      from={first === -1 ? 0 : first - 3}
    />
  );
}
