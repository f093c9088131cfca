/** What every pane gets: its place, and whether it has the keys. */
export interface PaneProps {
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
  readonly first: boolean;
  readonly last: boolean;
  /** In the tab layout the tab bar stands in the pane's upper frame. */
  readonly tabs: boolean;
}
