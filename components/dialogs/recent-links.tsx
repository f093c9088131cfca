import type { ReactNode } from 'react';
import { describeLink } from '../../src/link/describe.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { chooseLink } from '../screen/choose.ts';
import { closeDialog } from '../screen/model.ts';
import { SelectDialog } from './select-dialog.tsx';

/** Links used before in this cluster, newest first. */
export function RecentLinksDialog(): ReactNode {
  const model = useScreen();
  const links = useStore(model.session.recentLinks);
  return (
    <SelectDialog
      title="Recent links"
      items={links}
      empty="no links yet in this cluster"
      line={(link) => [{ text: describeLink(link) }]}
      onPick={(link) => {
        closeDialog(model);
        chooseLink(model, link);
      }}
    />
  );
}
