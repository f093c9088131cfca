import type { ReactNode } from 'react';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { checklistSummary } from '../panes/checklist-lines.ts';
import { Line } from '../widgets/line.tsx';

/** On small screens: how far the checklist is, and what comes next. */
export function ChecklistLine({ width }: { readonly width: number }): ReactNode {
  const entries = useStore(useScreen().session.checklist);
  return (
    <Line
      width={width}
      spans={[
        { text: ' Checklist ', tone: 'quiet' },
        { text: checklistSummary(entries), tone: 'normal' },
      ]}
    />
  );
}
