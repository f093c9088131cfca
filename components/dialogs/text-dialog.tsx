import { type ReactNode, useState } from 'react';
import type { KeyPress } from '../../src/terminal/keys.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { copyText } from '../screen/copy.ts';
import { closeDialog } from '../screen/model.ts';
import type { StyledLine } from '../widgets/styled.ts';
import { DialogFrame, useDialogSize } from './dialog-frame.tsx';

export interface TextDialogProps {
  readonly title: string;
  readonly lines: readonly StyledLine[];
  /** Stays above them while they scroll. */
  readonly head?: readonly StyledLine[];
  /** What `y` copies; without it there is nothing to copy. */
  readonly copies?: string | undefined;
  /** Starts at the end and stays there while lines are added, as a log wants. */
  readonly tail?: boolean;
  /** The line it opens at, from 0. */
  readonly from?: number;
  /** Keys of the caller's own, before scrolling. */
  readonly onKey?: (press: KeyPress) => boolean;
  readonly hints?: string;
  /** What Esc does, where that is not to go back. */
  readonly closing?: string;
}

/** Lines to read: scrolls, copies, closes. */
export function TextDialog({
  title,
  lines,
  head = [],
  copies,
  tail = false,
  from = 0,
  onKey,
  hints = '',
  closing = 'Esc back',
}: TextDialogProps): ReactNode {
  const model = useScreen();
  const { width, height } = useDialogSize();
  const above = head.slice(0, Math.max(0, height - 4));
  const page = height - 1 - above.length;
  const last = Math.max(0, lines.length - page);
  const [position, setPosition] = useState<number | undefined>(tail ? undefined : Math.max(0, from));
  const top = Math.min(last, position ?? last);
  const to = (next: number): boolean => {
    const clamped = Math.max(0, Math.min(last, next));
    setPosition(tail && clamped === last ? undefined : clamped);
    return true;
  };
  useKeys((press) => {
    if (onKey?.(press) === true) return true;
    switch (press.name) {
      case 'ctrl+c':
      case 'ctrl+z':
      case 'ctrl+l':
        return false;
      case 'escape':
      case 'q':
        closeDialog(model);
        return true;
      case 'up':
      case 'k':
        return to(top - 1);
      case 'down':
      case 'j':
        return to(top + 1);
      case 'pageup':
      case 'ctrl+b':
        return to(top - page + 1);
      case 'pagedown':
      case 'space':
      case 'ctrl+f':
        return to(top + page - 1);
      case 'home':
      case 'g':
        return to(0);
      case 'end':
      case 'G':
        return to(last);
      case 'y':
      case 'c':
        if (copies !== undefined) copyText(model, copies);
        return true;
      default:
        return true;
    }
  });
  const where = last === 0 ? '' : `  line ${top + 1}-${Math.min(lines.length, top + page)} of ${lines.length}`;
  const keys = [hints, copies === undefined ? '' : 'y copy', closing].filter((part) => part !== '').join('  ');
  return (
    <DialogFrame
      title={title}
      hints={keys + where}
      lines={[...above, ...lines.slice(top, top + page)]}
      width={width}
      height={height}
    />
  );
}
