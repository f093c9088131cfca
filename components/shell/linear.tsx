import { Box, Text, useWindowSize } from 'ink';
import type { ReactNode } from 'react';
import { safeLine } from '../../src/terminal/safe-text.ts';
import { Dialogs } from '../dialogs/dialogs.tsx';
import { useNow } from '../hooks/use-now.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { smallest } from '../screen/layout.ts';
import { checklistSummary } from '../panes/checklist-lines.ts';
import { lineText } from '../widgets/styled.ts';
import { paneComponents } from './body.tsx';
import { headerLine } from './header-lines.ts';
import { useProblemLines } from './use-problem.ts';

const wide = 400;
const listRows = 20;
/** Ink says `listitem: (selected) ` before a line. */
const spokenPrefix = 22;

/** The screen for a screen reader: top to bottom, one pane, no frames and no charts. */
export function Linear(): ReactNode {
  const { session } = useScreen();
  const { columns } = useWindowSize();
  const { focus, dialogs, notice } = useScreenState();
  const status = useStore(session.cluster.status);
  const entries = useStore(session.checklist);
  const problems = useProblemLines(wide);
  const now = useNow(30_000);
  const header = headerLine({ status, mode: session.mode, demo: session.demo, now, width: wide, separator: ',' });
  const Pane = paneComponents[focus];
  return (
    <Box flexDirection="column">
      <Text>
        {safeLine(
          lineText(header)
            .replace(/\s{2,}/g, ', ')
            .replaceAll(' ,', ',')
            .trim(),
        )}
      </Text>
      {problems.map((spans, index) => (
        <Text key={index}>{safeLine(lineText(spans))}</Text>
      ))}
      {dialogs.length > 0 ? (
        <Dialogs columns={columns} rows={listRows + 4} />
      ) : (
        <Pane
          key={focus}
          width={Math.max(smallest.columns, columns - spokenPrefix)}
          height={listRows}
          focused
          first
          last
          tabs={false}
        />
      )}
      <Text>Checklist {checklistSummary(entries)}</Text>
      <Text>{notice === undefined ? 'Press ? for keys, 1 to 7 for panes, q to quit.' : safeLine(notice.text)}</Text>
    </Box>
  );
}
