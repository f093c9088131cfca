import type { ReactNode } from 'react';
import type { Link } from '../../src/contracts/link.ts';
import { describeLink } from '../../src/link/describe.ts';
import { useScreen } from '../hooks/use-screen.ts';
import { useStore } from '../hooks/use-store.ts';
import { closeDialog } from '../screen/model.ts';
import { chooseSecond } from '../screen/second-link.ts';
import { SelectDialog } from './select-dialog.tsx';

type Choice = Link | 'none';

/** Recent links, to draw one over the link under test; or none any more. */
export function SecondLinkDialog(): ReactNode {
  const model = useScreen();
  const { recentLinks, links } = model.session;
  const recent = useStore(recentLinks);
  const current = useStore(links.first).link?.id;
  const pinned = useStore(links.second).link;
  const others = recent.filter((link) => link.id !== current && link.id !== pinned?.id);
  const items: readonly Choice[] = pinned === undefined ? others : ['none', ...others];
  return (
    <SelectDialog
      title="Second link, drawn over this one"
      items={items}
      empty="no other links yet in this cluster"
      line={(item) => [
        { text: item !== 'none' ? describeLink(item) : pinned === undefined ? '' : `let go ${describeLink(pinned)}` },
      ]}
      onPick={(item) => {
        closeDialog(model);
        chooseSecond(model, item === 'none' ? undefined : item);
      }}
    />
  );
}
