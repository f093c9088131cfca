import type { ReactNode } from 'react';
import type { ChecklistMark } from '../../src/incident/checklist.ts';
import { useActions } from '../hooks/use-actions.ts';
import { useList } from '../hooks/use-list.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { copyText } from '../screen/copy.ts';
import { openDialog } from '../screen/model.ts';
import { PaneBox } from '../widgets/pane-box.tsx';
import type { StyledLine } from '../widgets/styled.ts';
import { checklistLines, dealtWith, itemLines, markText, spokenMarks } from './checklist-lines.ts';
import type { PaneProps } from './pane-props.ts';

/** The guide's three lists, ticked by hand; kept across restarts. */
export function ChecklistPane(props: PaneProps): ReactNode {
  const { width, height, focused } = props;
  const model = useScreen();
  const { checklist } = model.session;
  const { screenReader } = model.terminal.capabilities;
  const entries = useStore(checklist);
  const place = useList({
    name: 'checklist',
    length: entries.length,
    height: entries.length,
    keys: entries.map((entry) => entry.item.id),
    offset: 0,
    focused,
  });
  const current = entries[place.selected];
  const toggle = (mark: ChecklistMark): void => {
    if (current !== undefined) checklist.mark(current.item.id, current.mark === mark ? 'open' : mark);
  };
  const note = (): void => {
    if (current !== undefined) openDialog(model, { kind: 'note', item: current.item.id });
  };
  useActions(focused && current !== undefined, {
    tick: () => toggle('done'),
    'not-applicable': () => toggle('not-applicable'),
    note,
    open: note,
    copy: () =>
      copyText(
        model,
        entries.map(({ mark, item, note }) => `${markText[mark]} ${item.text}${note && `: ${note}`}`).join('\n'),
      ),
  });

  const all = checklistLines(
    entries,
    width,
    height,
    focused ? place.selected : -1,
    screenReader ? spokenMarks : markText,
  );
  const at = all.findIndex((one) => one.entry === place.selected);
  const first = Math.max(0, Math.min(at - height + 2, all.length - height));
  const shown: StyledLine[] = all.slice(first, first + height).map((one) => one.spans);
  if (current !== undefined && width < 60 && height - shown.length > 3)
    shown.push([], ...itemLines(current, width - 1));
  return (
    <PaneBox
      {...props}
      pane="checklist"
      extra={`${dealtWith(entries)}/${entries.length}`}
      lines={shown}
      selected={focused && at !== -1 ? at - first : undefined}
    />
  );
}
