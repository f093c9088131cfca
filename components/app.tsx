import { Box, useWindowSize } from 'ink';
import type { ReactNode } from 'react';
import { Dialogs } from './dialogs/dialogs.tsx';
import { ScreenContext } from './hooks/use-screen.ts';
import { useScreenState } from './hooks/use-store.ts';
import { layoutFor } from './screen/layout.ts';
import type { ScreenModel } from './screen/model.ts';
import { Body } from './shell/body.tsx';
import { ChecklistLine } from './shell/checklist-line.tsx';
import { Header } from './shell/header.tsx';
import { HintLine } from './shell/hint-line.tsx';
import { TooSmall } from './shell/too-small.tsx';
import { useGlobalActions } from './shell/use-global-actions.ts';
import { useInputKeys } from './shell/use-input-keys.ts';
import { useProblemLines } from './shell/use-problem.ts';
import { Linear } from './shell/linear.tsx';
import { Line } from './widgets/line.tsx';

/** The whole screen. */
export function App({ model }: { readonly model: ScreenModel }): ReactNode {
  return (
    <ScreenContext value={model}>
      <Keys />
      {model.terminal.capabilities.screenReader ? <Linear /> : <Screen />}
    </ScreenContext>
  );
}

/** Draws nothing: keys and the actions that work everywhere. Comes first, so that panes' own actions win. */
function Keys(): ReactNode {
  useGlobalActions();
  useInputKeys();
  return null;
}

function Screen(): ReactNode {
  const { columns, rows } = useWindowSize();
  const { focus, zoomed, dialogs } = useScreenState();
  const problems = useProblemLines(columns);
  const headerRows = 1 + problems.length;
  const layout = layoutFor({ columns, rows, focus, zoomed, headerRows });
  if (layout.kind === 'too-small') return <TooSmall columns={columns} rows={rows} />;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Header width={columns} />
      {problems.map((spans, index) => (
        <Line key={index} spans={spans} width={columns} />
      ))}
      <Body layout={layout} />
      {layout.kind === 'single' && layout.tabs ? <ChecklistLine width={columns} /> : null}
      <HintLine width={columns} />
      {dialogs.length > 0 ? <Dialogs columns={columns} rows={rows} /> : null}
    </Box>
  );
}
