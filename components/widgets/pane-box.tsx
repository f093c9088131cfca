import type { ReactNode } from 'react';
import type { PaneProps } from '../panes/pane-props.ts';
import { paneTitle, tabBar } from '../panes/pane-title.ts';
import type { PaneId } from '../screen/panes.ts';
import { Frame } from './frame.tsx';
import type { StyledLine } from './styled.ts';

export interface PaneBoxProps extends PaneProps {
  readonly pane: PaneId;
  /** What the pane shows just now, behind its title: 'pods on worker-1'. */
  readonly extra?: string;
  readonly lines: readonly StyledLine[];
  /** Index into `lines` of the row under the cursor. */
  readonly selected?: number | undefined;
}

/** A pane's frame: its title, or the tab bar, in the upper line. The focused pane has brackets, also without colour. */
export function PaneBox({ pane, extra = '', tabs, focused, ...rest }: PaneBoxProps): ReactNode {
  return (
    <Frame
      {...rest}
      title={tabs ? tabBar(pane, rest.width) : paneTitle(pane)}
      aside={extra}
      marked={focused && !tabs}
      highlighted={focused}
    />
  );
}
