import type { PaneId } from './panes.ts';

export const smallest = { columns: 60, rows: 16 } as const;
const wideFrom = { columns: 120, rows: 40 } as const;

/** A pane's place: the size of what is inside its frame. */
export interface PaneSize {
  readonly pane: PaneId;
  /** Cells inside the frame. */
  readonly width: number;
  readonly height: number;
}

/** A column of panes that share frame lines; `width` with the frame. */
export interface PaneColumn {
  readonly width: number;
  readonly panes: readonly PaneSize[];
}

export type Layout =
  | { readonly kind: 'too-small' }
  | { readonly kind: 'wide'; readonly columns: readonly PaneColumn[] }
  /** One pane: zoomed, or the current tab (then with the tab bar as its upper frame, and the checklist line). */
  | { readonly kind: 'single'; readonly pane: PaneSize; readonly tabs: boolean };

export interface LayoutQuestion {
  readonly columns: number;
  readonly rows: number;
  readonly focus: PaneId;
  readonly zoomed: boolean;
  /** Rows above the panes: the header, and the problem's sentence when there is one. */
  readonly headerRows: number;
}

/**
 * Where everything goes. Wide (120×40 and up):
 *
 *     header
 *     ┌1 Cluster──┐┌4 Link───────┐┌7 Checklist┐
 *     ├2 CNI──────┤├5 Latency────┤│           │
 *     ├3 Policies─┤├6 Bandwidth──┤│           │
 *     └───────────┘└─────────────┘└───────────┘
 *     hints
 *
 * Below that one pane with a tab bar, the checklist line and the hints.
 */
export function layoutFor(question: LayoutQuestion): Layout {
  const { columns, rows, focus, zoomed, headerRows } = question;
  if (columns < smallest.columns || rows < smallest.rows) return { kind: 'too-small' };
  const body = rows - headerRows - 1;
  const wide = columns >= wideFrom.columns && rows >= wideFrom.rows;
  if (!wide || zoomed) {
    const height = body - 2 - (wide ? 0 : 1);
    return { kind: 'single', pane: { pane: focus, width: columns - 2, height }, tabs: !wide };
  }
  const right = clamp(Math.round(columns * 0.18), 28, 40);
  const left = clamp(Math.round(columns * 0.31), 37, 64);
  const middle = columns - left - right;
  return {
    kind: 'wide',
    columns: [leftColumn(left, body), middleColumn(middle, body), checklistColumn(right, body)],
  };
}

function leftColumn(width: number, body: number): PaneColumn {
  const inside = body - 4;
  const cni = Math.max(8, Math.round(inside * 0.3));
  const policies = Math.max(8, Math.round(inside * 0.28));
  return column(width, [
    ['cluster', inside - cni - policies],
    ['cni', cni],
    ['policies', policies],
  ]);
}

function middleColumn(width: number, body: number): PaneColumn {
  const inside = body - 4;
  const link = clamp(Math.round(inside * 0.4), 12, 16);
  const latency = Math.ceil((inside - link) / 2);
  return column(width, [
    ['link', link],
    ['latency', latency],
    ['bandwidth', inside - link - latency],
  ]);
}

function checklistColumn(width: number, body: number): PaneColumn {
  return column(width, [['checklist', body - 2]]);
}

function column(width: number, heights: readonly (readonly [PaneId, number])[]): PaneColumn {
  return { width, panes: heights.map(([pane, height]) => ({ pane, width: width - 2, height })) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
