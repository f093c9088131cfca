import type { ActionScope } from '../contracts/action.ts';

/** Panes that show rows to move among; 'list' actions work in them. */
const withRows: ReadonlySet<ActionScope> = new Set(['cluster', 'cni', 'policies', 'link', 'checklist', 'evidence']);

/** Panes with a chart; 'chart' actions work in them. */
const withCharts: ReadonlySet<ActionScope> = new Set(['latency', 'bandwidth']);

/** Whether a key of scope `a` and one of scope `b` can be meant at the same moment. */
export function scopesOverlap(a: ActionScope, b: ActionScope): boolean {
  if (a === b || a === 'global' || b === 'global') return true;
  return reaches(a, b) || reaches(b, a);
}

/** Whether an action of scope `action` works while `focus` has the focus. */
export function worksIn(action: ActionScope, focus: ActionScope): boolean {
  return action === 'global' || action === focus || reaches(action, focus);
}

/** Whether `group` is a scope of several panes, and `pane` one of them. */
function reaches(group: ActionScope, pane: ActionScope): boolean {
  return (group === 'list' && withRows.has(pane)) || (group === 'chart' && withCharts.has(pane));
}
