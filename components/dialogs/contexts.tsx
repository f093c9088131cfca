import type { ReactNode } from 'react';
import { useContexts } from '../hooks/use-contexts.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { chooseEnds } from '../screen/choose.ts';
import { change, closeDialog, notify } from '../screen/model.ts';
import { initialState } from '../screen/state.ts';
import { fitColumns, headingLine, rowLine } from '../widgets/columns.ts';
import { aboutContext, contextColumns } from './context-words.ts';
import { useDialogSize } from './dialog-frame.tsx';
import { SelectDialog } from './select-dialog.tsx';

/** The contexts of the kubeconfig with their health. Switching ends what runs: it ran in the other cluster. */
export function ContextsDialog(): ReactNode {
  const model = useScreen();
  const { context } = useStore(model.session.cluster.status);
  const contexts = useContexts();
  const { width } = useDialogSize(100);
  const { ellipsis } = model.terminal.capabilities.glyphs;
  const columns = fitColumns(contextColumns(context), contexts, width - 2);
  const switchTo = async (next: string): Promise<void> => {
    await model.session.links.stop();
    // A pinned link is of the cluster that is left.
    model.session.links.second.choose(undefined);
    // Neither the link nor a filter nor a place in a list means anything over there.
    change(model, { lists: initialState().lists, clusterWithin: undefined, filtering: undefined });
    chooseEnds(model, { source: undefined, destination: undefined, protocol: 'TCP', port: undefined });
    await model.session.cluster.switchContext(next);
  };
  return (
    <SelectDialog
      title="Switch context"
      items={contexts}
      empty="the kubeconfig names no contexts"
      heading={headingLine(columns)}
      line={(row) => rowLine(columns, row, ellipsis)}
      about={(row) => aboutContext(row, width)}
      onPick={({ name: next }) => {
        closeDialog(model);
        if (next === context) return;
        notify(model, `switching to ${next}`);
        switchTo(next).catch((error: unknown) => {
          notify(model, error instanceof Error ? error.message : String(error), 'bad');
        });
      }}
    />
  );
}
