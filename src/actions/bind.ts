import type { Config } from '../config/schema.ts';
import type { Action, ActionId, ActionScope } from '../contracts/action.ts';
import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import { listWords } from '../text/words.ts';
import { canonicalKey } from './key.ts';
import { k9sBindings } from './presets.ts';
import { scopesOverlap, worksIn } from './scopes.ts';

/** The keys in force. */
export interface KeyBindings {
  /** The registry with the keys in force instead of the preset's. */
  readonly actions: readonly Action[];
  /** The action that `key` (any spelling) means while `focus` has the focus. */
  find(focus: ActionScope, key: string): Action | undefined;
}

/**
 * Applies the preset and the single bindings of the config file. Throws a configuration error for an unknown action,
 * for what is not a key, and for a key that would mean two actions at the same moment.
 */
export function bindKeys(all: readonly Action[], keys: Config['keys']): KeyBindings {
  const preset: Readonly<Record<string, readonly string[]>> = keys.preset === 'k9s' ? k9sBindings : {};
  refuseUnknown(all, keys.bindings);
  const bound = all.map((action) => ({
    ...action,
    keys: (keys.bindings[action.id] ?? preset[action.id] ?? action.keys).map((key) => spell(key, action.id)),
  }));
  refuseConflicts(bound);
  refuseNoWayOut(bound);

  const byKey = Map.groupBy(
    bound.flatMap((action) => action.keys.map((key) => ({ key, action }))),
    ({ key }) => key,
  );
  return {
    actions: bound,
    find(focus, key) {
      const candidates = byKey.get(canonicalKey(key) ?? key) ?? [];
      return candidates.find(({ action }) => worksIn(action.scope, focus))?.action;
    },
  };
}

function refuseUnknown(all: readonly Action[], bindings: Readonly<Record<string, unknown>>): void {
  const ids = new Set<string>(all.map((action) => action.id));
  for (const id of Object.keys(bindings)) {
    if (ids.has(id)) continue;
    const near = nearNames(id, ids);
    const meant =
      near.length > 0 ? `did you mean ${listWords(near, 'or')}?` : `the actions are ${[...ids].join(', ')}.`;
    throw keysError(`keys.bindings: there is no action "${id}"; ${meant}`);
  }
}

function spell(key: string, id: ActionId): string {
  const canonical = canonicalKey(key);
  if (canonical !== undefined) return canonical;
  throw keysError(
    `keys.bindings: "${key}" of ${id} is not a key; write one like p, P, 1, ctrl+r, shift+tab, enter or f5.`,
  );
}

function refuseConflicts(bound: readonly Action[]): void {
  const byKey = new Map<string, Action[]>();
  for (const action of bound) {
    for (const key of action.keys) {
      const others = byKey.get(key) ?? [];
      const other = others.find((candidate) => scopesOverlap(candidate.scope, action.scope));
      if (other !== undefined) {
        throw keysError(
          `keys.bindings: key "${key}" would mean both ${other.id} and ${action.id}; bind one elsewhere.`,
        );
      }
      byKey.set(key, [...others, action]);
    }
  }
}

function refuseNoWayOut(bound: readonly Action[]): void {
  if (bound.some((action) => (action.id === 'quit' || action.id === 'interrupt') && action.keys.length > 0)) return;
  throw keysError('keys.bindings: quit and interrupt have no key left; give one of them a key.');
}

function keysError(message: string): PlumblineError {
  return new PlumblineError(message, {
    kind: 'configuration',
    operation: 'bind keys',
    nextStep: 'Change keys.bindings in the config file.',
  });
}
