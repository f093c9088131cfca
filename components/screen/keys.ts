import type { ScreenModel } from './model.ts';

/** The first key of an action as it is bound now; '' when it has none. */
export function keyOf(model: ScreenModel, id: string): string {
  return model.bindings.actions.find((action) => action.id === id)?.keys[0] ?? '';
}
