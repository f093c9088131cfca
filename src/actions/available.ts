import type { Action, ActionScope } from '../contracts/action.ts';
import type { Mode } from '../contracts/consent.ts';
import { modeAllows } from '../consent/modes.ts';
import { worksIn } from './scopes.ts';

/** The actions that work while `focus` has the focus and `mode` holds, in the order of the registry. */
export function actionsFor(all: readonly Action[], focus: ActionScope, mode: Mode): readonly Action[] {
  return all.filter((action) => worksIn(action.scope, focus) && modeAllows(mode, action.mode));
}
