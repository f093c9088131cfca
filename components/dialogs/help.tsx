import type { ReactNode } from 'react';
import { actionsFor } from '../../src/actions/available.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState } from '../hooks/use-store.ts';
import { paneTitles } from '../screen/panes.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { TextDialog } from './text-dialog.tsx';

/** The keys that work right now, for the pane that had the focus. */
export function HelpDialog(): ReactNode {
  const model = useScreen();
  const { focus } = useScreenState();
  const now = actionsFor(model.bindings.actions, focus, model.session.mode).filter(
    (action) => action.keys.length > 0 && model.actions.can(action.id),
  );
  const rows = (own: boolean): readonly StyledLine[] =>
    now
      .filter((action) => (action.scope !== 'global') === own)
      .map((action) => [
        { text: `  ${action.keys.join(' ').padEnd(16)}`, tone: 'key' },
        { text: action.title.padEnd(44) },
        { text: action.headless === undefined ? '' : `plumbline ${action.headless}`, tone: 'quiet' },
      ]);
  const lines = [
    line(` in ${paneTitles[focus]}`, 'title'),
    ...rows(true),
    [],
    line(' everywhere', 'title'),
    ...rows(false),
    [],
    line('  marks: * runs  > cursor, S source, D destination  x lost  ^ off the scale  ! error', 'quiet'),
    line(`  ${model.session.version}`, 'quiet'),
  ];
  return <TextDialog title="Keys" lines={lines} />;
}
