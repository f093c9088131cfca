import type { Endpoint, Protocol } from '../../src/contracts/endpoint.ts';
import type { Port } from '../../src/contracts/link.ts';
import type { Instant } from '../../src/contracts/time.ts';
import type { WorkloadName } from '../../src/inventory/views.ts';
import type { Tone } from '../../src/terminal/theme.ts';
import type { Dialog } from './dialog.ts';
import type { PaneId } from './panes.ts';

/** Where a list stands. */
export interface ListPlace {
  /** Index of the selected row among all matching rows. */
  readonly selected: number;
  /** Identity of the selected row: rows come and go, the selection stays on its object. */
  readonly key: string | undefined;
  /** First row shown. */
  readonly offset: number;
  readonly filter: string;
}

export const topOfList: ListPlace = { selected: 0, key: undefined, offset: 0, filter: '' };

export const clusterLists = ['nodes', 'pods', 'services', 'workloads'] as const;
export type ClusterList = (typeof clusterLists)[number];

/** A node or a workload whose pods are shown. */
export type PodsWithin =
  | { readonly kind: 'node'; readonly name: string }
  | ({ readonly kind: 'workload' } & WorkloadName);

/** The ends chosen so far; a link exists when both are there. */
export interface ChosenEnds {
  readonly source: Endpoint | undefined;
  readonly destination: Endpoint | undefined;
  readonly protocol: Protocol;
  readonly port: Port | undefined;
}

/** A short message on the bottom line. */
export interface Notice {
  readonly text: string;
  readonly tone: Tone;
  readonly at: number;
}

/** Everything about the screen that is not about the cluster. Immutable. */
export interface ScreenState {
  readonly focus: PaneId;
  readonly zoomed: boolean;
  readonly dialogs: readonly Dialog[];
  readonly notice: Notice | undefined;
  /** The pane whose filter is being typed. */
  readonly filtering: PaneId | undefined;
  /** Set while the charts stand still; what they show stays at this moment. */
  readonly frozen: boolean;
  /** How long the time axes of the charts are, and the moment that is read out while they are held. */
  readonly chart: { readonly level: number; readonly cursor: Instant | undefined };
  readonly ends: ChosenEnds;
  readonly clusterList: ClusterList;
  /** The pods of this node or workload only; Esc leaves. */
  readonly clusterWithin: PodsWithin | undefined;
  readonly sort: number;
  readonly lists: Readonly<Record<ListName, ListPlace>>;
}

export type ListName = ClusterList | 'pods-within' | 'policies' | 'cni' | 'link' | 'checklist';

/** The state on start; `focus` is the pane that a small screen shows first. */
export function initialState(focus: PaneId = 'cluster'): ScreenState {
  return {
    focus,
    zoomed: false,
    dialogs: [],
    notice: undefined,
    filtering: undefined,
    frozen: false,
    chart: { level: 0, cursor: undefined },
    ends: { source: undefined, destination: undefined, protocol: 'TCP', port: undefined },
    clusterList: 'nodes',
    clusterWithin: undefined,
    sort: 0,
    lists: {
      nodes: topOfList,
      pods: topOfList,
      services: topOfList,
      workloads: topOfList,
      'pods-within': topOfList,
      policies: topOfList,
      cni: topOfList,
      link: topOfList,
      checklist: topOfList,
    },
  };
}
