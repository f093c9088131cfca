import type { ActionScope } from '../contracts/action.ts';

/** Panes that show rows to move among; 'list' actions work in them. */
const withRows: ReadonlySet<ActionScope> = new Set(['cluster', 'cni', 'policies', 'link', 'checklist', 'evidence']);

/** Whether a key of scope `a` and one of scope `b` can be meant at the same moment. */
export function scopesOverlap(a: ActionScope, b: ActionScope): boolean {
  if (a === b || a === 'global' || b === 'global') return true;
  return (a === 'list' && withRows.has(b)) || (b === 'list' && withRows.has(a));
}

/** Whether an action of scope `action` works while `focus` has the focus. */
export function worksIn(action: ActionScope, focus: ActionScope): boolean {
  return action === 'global' || action === focus || (action === 'list' && withRows.has(focus));
}
