import type { ReactNode } from 'react';
import { wrap } from '../../src/terminal/fit.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { closeDialog } from '../screen/model.ts';
import { line } from '../widgets/styled.ts';
import { DialogFrame, useDialogSize } from './dialog-frame.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly question: string;
  /** What `y` does, in words: 'stop and quit'. */
  readonly yes: string;
  readonly onYes: () => void;
}

/** A question whose default is no: only `y` agrees. */
export function ConfirmDialog({ title, question, yes, onYes }: ConfirmDialogProps): ReactNode {
  const model = useScreen();
  const { width } = useDialogSize(70);
  useKeys((press) => {
    if (press.name === 'ctrl+c' || press.name === 'ctrl+z') return false;
    if (press.name === 'y' || press.name === 'Y') {
      closeDialog(model);
      onYes();
    } else if (['escape', 'n', 'N', 'q', 'enter'].includes(press.name)) closeDialog(model);
    return true;
  });
  const lines = [[], ...wrap(question, width - 2).map((text) => line(` ${text}`)), []];
  return (
    <DialogFrame
      title={title}
      hints={`y ${yes}  n or Esc back`}
      lines={lines}
      width={width}
      height={lines.length + 1}
    />
  );
}
