import type { Action, ActionId, ActionScope } from '../contracts/action.ts';
import type { Mode } from '../contracts/consent.ts';

interface Extras {
  readonly hint?: string;
  readonly headless?: string;
  /** The mode it needs at least; observe unless told otherwise. */
  readonly mode?: Mode;
}

/** One line of the registry; the id is kebab-case, the title completes "a key to …". */
export function defineAction(
  id: string,
  title: string,
  scope: ActionScope,
  keys: readonly string[],
  extras: Extras = {},
): Action {
  return { id: id as ActionId, title, scope, keys, mode: 'observe', ...extras };
}
