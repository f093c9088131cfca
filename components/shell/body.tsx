import { Box } from 'ink';
import type { ComponentType, ReactNode } from 'react';
import { useScreenState } from '../hooks/use-store.ts';
import { BandwidthPane } from '../panes/bandwidth.tsx';
import { ChecklistPane } from '../panes/checklist.tsx';
import { ClusterPane } from '../panes/cluster.tsx';
import { CniPane } from '../panes/cni.tsx';
import { LatencyPane } from '../panes/latency.tsx';
import { LinkPane } from '../panes/link.tsx';
import type { PaneProps } from '../panes/pane-props.ts';
import { PoliciesPane } from '../panes/policies.tsx';
import type { Layout } from '../screen/layout.ts';
import type { PaneId } from '../screen/panes.ts';

export const paneComponents: Readonly<Record<PaneId, ComponentType<PaneProps>>> = {
  cluster: ClusterPane,
  cni: CniPane,
  policies: PoliciesPane,
  link: LinkPane,
  latency: LatencyPane,
  bandwidth: BandwidthPane,
  checklist: ChecklistPane,
};

/** The panes: all of them in columns, or one. */
export function Body({ layout }: { readonly layout: Exclude<Layout, { kind: 'too-small' }> }): ReactNode {
  const { focus } = useScreenState();
  if (layout.kind === 'single') {
    const { pane, width, height } = layout.pane;
    const Pane = paneComponents[pane];
    return <Pane key={pane} width={width} height={height} focused first last tabs={layout.tabs} />;
  }
  return (
    <Box flexDirection="row">
      {layout.columns.map((column) => (
        <Box key={column.panes[0]?.pane} flexDirection="column" width={column.width} flexShrink={0}>
          {column.panes.map(({ pane, width, height }, index) => {
            const Pane = paneComponents[pane];
            const last = index === column.panes.length - 1;
            return (
              <Pane
                key={pane}
                width={width}
                height={height}
                focused={pane === focus}
                first={index === 0}
                last={last}
                tabs={false}
              />
            );
          })}
        </Box>
      ))}
    </Box>
  );
}
