import type { ReactNode } from 'react';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { chooseEnds } from '../screen/choose.ts';
import { change, closeDialog, notify } from '../screen/model.ts';
import { initialState } from '../screen/state.ts';
import { SelectDialog } from './select-dialog.tsx';

/** The contexts of the kubeconfig. Switching ends what runs: it ran in the other cluster. */
export function ContextsDialog(): ReactNode {
  const model = useScreen();
  const { contexts, context } = useStore(model.session.cluster.status);
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
      line={(name) => [{ text: name }, { text: name === context ? '  (current)' : '', tone: 'quiet' }]}
      onPick={(next) => {
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
