import type { ReactNode } from 'react';
import { actionsFor } from '../../src/actions/available.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { paneTitles } from '../screen/panes.ts';
import { line, type StyledLine } from '../widgets/styled.ts';
import { TextDialog } from './text-dialog.tsx';

/** The keys that work right now, for the pane that had the focus. */
export function HelpDialog(): ReactNode {
  const model = useScreen();
  const { focus } = useScreenState();
  const denied = useStore(model.access);
  const now = actionsFor(model.bindings.actions, focus, model.session.mode).filter(
    (action) => action.keys.length > 0 && model.actions.can(action.id),
  );
  const rows = (title: string, own: boolean): readonly StyledLine[] => {
    const actions = now.filter((action) => (action.scope !== 'global') === own);
    if (actions.length === 0) return [];
    const keysWidth = Math.max(...now.map((action) => action.keys.join(' ').length));
    return [
      line(` ${title}`, 'title'),
      ...actions.map(
        (action): StyledLine => [
          { text: `  ${action.keys.join(' ').padEnd(keysWidth)}  `, tone: 'key' },
          { text: action.title, tone: denied.has(action.id) ? 'quiet' : 'normal' },
          { text: denied.has(action.id) ? '  not allowed: the key tells why' : '', tone: 'warning' },
          { text: action.headless === undefined ? '' : `  (plumbline ${action.headless})`, tone: 'quiet' },
        ],
      ),
      [],
    ];
  };
  const lines = [
    ...rows(`in ${paneTitles[focus]}`, true),
    ...rows('everywhere', false),
    line(' marks', 'title'),
    line('  rows:   > cursor  S source  D destination  * runs  ! error', 'quiet'),
    line('  charts: x lost  ^ off the scale  ! an answer that is no reply  > a pod was replaced', 'quiet'),
    [],
    line(`  ${model.session.version}`, 'quiet'),
  ];
  return <TextDialog title="Keys" lines={lines} />;
}
