import { type ReactNode, useState } from 'react';
import { actionsFor } from '../../src/actions/available.ts';
import type { Action } from '../../src/contracts/action.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useScreenState, useStore } from '../hooks/use-store.ts';
import { fuzzyScore } from '../screen/fuzzy.ts';
import { closeDialog, notify } from '../screen/model.ts';
import { runAction } from '../screen/run-action.ts';
import { SelectDialog } from './select-dialog.tsx';

/** Every action by name: those that work now first, the others with the reason why not. */
export function PaletteDialog(): ReactNode {
  const model = useScreen();
  const { focus } = useScreenState();
  const [text, setText] = useState('');
  const working = new Set(actionsFor(model.bindings.actions, focus, model.session.mode).map((action) => action.id));
  const works = (action: Action): boolean => working.has(action.id) && model.actions.can(action.id);
  const denied = useStore(model.access);
  const why = (action: Action): string =>
    !works(action) ? `in ${action.scope} only` : denied.has(action.id) ? 'not allowed: Enter tells why' : '';
  const found = model.bindings.actions
    .filter((action) => action.id !== 'palette')
    .map((action) => ({ action, score: fuzzyScore(text, `${action.title} ${action.id}`) }))
    .filter(({ score }) => score !== undefined)
    .sort((a, b) => Number(works(b.action)) - Number(works(a.action)) || (b.score ?? 0) - (a.score ?? 0))
    .map(({ action }) => action);

  return (
    <SelectDialog
      title="Command"
      items={found}
      typed={{ prompt: ':', text, onChange: setText }}
      empty="no action of that name"
      line={(action) => [
        { text: action.title.padEnd(46), tone: works(action) && !denied.has(action.id) ? 'normal' : 'quiet' },
        { text: action.keys.join(' ').padEnd(14), tone: 'key' },
        { text: why(action), tone: 'quiet' },
      ]}
      onPick={(action) => {
        closeDialog(model);
        if (!works(action) || !runAction(model, action.id)) notify(model, `${action.title}: not here`, 'warning');
      }}
    />
  );
}
