import { type ReactNode, useState } from 'react';
import type { KeyPress } from '../../src/terminal/keys.ts';
import type { LogTail } from '../hooks/use-log.ts';
import { isMarked, markedLogLines, type ShownLog, wantsLine } from '../panes/marked-log-lines.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { editText, fieldSpans, type TextField, textField } from '../widgets/text-field.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { TextDialog } from './text-dialog.tsx';

export interface LogTextProps {
  readonly title: string;
  readonly tail: LogTail;
  readonly known: ShownLog['known'];
  /** Keys of the caller's own, while no filter is typed. */
  readonly onKey?: (press: KeyPress) => boolean;
  readonly hints?: string;
}

/** A log, following: lines that are known to be healthy or sick say so, `/` filters, `m` leaves only what is marked. */
export function LogText({ title, tail, known, onKey, hints = '' }: LogTextProps): ReactNode {
  const { width } = useDialogSize();
  const [filter, setFilter] = useState<TextField>(textField());
  const [typing, setTyping] = useState(false);
  const [marked, setMarked] = useState(false);
  const kept = tail.lines.filter((one) => wantsLine(one, filter.text) && (!marked || isMarked(one, known)));
  const trouble = tail.problem === undefined ? [] : [line(`~ ${tail.problem}`, 'warning')];
  const lines = [...kept.flatMap((one) => markedLogLines(one, { known, width })), ...trouble];
  const none = tail.lines.length === 0 ? 'no lines yet' : `none of ${tail.lines.length} lines fits`;

  const edit = (press: KeyPress): boolean => {
    if (press.name === 'ctrl+c' || press.name === 'ctrl+z') return false;
    if (press.name === 'escape') setFilter(textField());
    if (press.name === 'escape' || press.name === 'enter') setTyping(false);
    else setFilter(editText(filter, press) ?? filter);
    return true;
  };
  const head: readonly StyledLine[] =
    !typing && filter.text === ''
      ? []
      : [[{ text: ' / ', tone: 'key' }, ...(typing ? fieldSpans(filter) : [{ text: filter.text }])]];
  return (
    <TextDialog
      title={title}
      head={head}
      lines={lines.length === 0 ? [line(`  ${none}`, 'quiet')] : lines}
      copies={kept.map((one) => one.text).join('\n')}
      tail
      hints={
        typing
          ? 'Enter keep the filter  Esc drop it'
          : `${hints === '' ? '' : `${hints}  `}/ filter  m ${marked ? 'all' : 'marked'}`
      }
      onKey={(press) => {
        if (typing) return edit(press);
        if (press.name === '/') setTyping(true);
        else if (press.name === 'm') setMarked(!marked);
        else return onKey?.(press) ?? false;
        return true;
      }}
    />
  );
}
