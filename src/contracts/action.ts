import type { Mode } from './consent.ts';

export type ActionId = string & { readonly __brand: 'ActionId' };

/** Where an action's keys work: everywhere, or while one pane or dialog has the focus. */
export type ActionScope =
  | 'global'
  | 'list'
  | 'chart'
  | 'cluster'
  | 'cni'
  | 'policies'
  | 'link'
  | 'latency'
  | 'bandwidth'
  | 'checklist'
  | 'evidence';

/** Something the operator can do: one registry feeds keys, palette, `?` and headless names. */
export interface Action {
  readonly id: ActionId;
  /** Shown in the palette and `?`: 'start or stop ping'. */
  readonly title: string;
  /** One word for the hint line: 'ping'. */
  readonly hint?: string;
  readonly scope: ActionScope;
  /** Keys as text: 'p', 'ctrl+c', 'shift+tab', '1'. */
  readonly keys: readonly string[];
  /** The mode it needs at least. */
  readonly mode: Mode;
  /** The headless command that does the same, where there is one: 'probe latency'. */
  readonly headless?: string;
}
