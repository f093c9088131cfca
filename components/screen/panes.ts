/** The seven panes, in the order of their numbers. */
export const paneIds = ['cluster', 'cni', 'policies', 'link', 'latency', 'bandwidth', 'checklist'] as const;

export type PaneId = (typeof paneIds)[number];

export const paneTitles: Readonly<Record<PaneId, string>> = {
  cluster: 'Cluster',
  cni: 'CNI',
  policies: 'Policies',
  link: 'Link',
  latency: 'Latency',
  bandwidth: 'Bandwidth',
  checklist: 'Checklist',
};

/** Titles for tab bars narrower than 72 columns. */
export const shortPaneTitles: Readonly<Record<PaneId, string>> = {
  cluster: 'Clust',
  cni: 'CNI',
  policies: 'Pol',
  link: 'Link',
  latency: 'Lat',
  bandwidth: 'Band',
  checklist: 'List',
};

/** The pane's number, as it is typed and shown. */
export function paneNumber(pane: PaneId): number {
  return paneIds.indexOf(pane) + 1;
}

/** The pane `step` places on, around the end. */
export function paneAfter(pane: PaneId, step: number): PaneId {
  const index = (paneIds.indexOf(pane) + step + paneIds.length) % paneIds.length;
  return paneIds[index] ?? 'cluster';
}
