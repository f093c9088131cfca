import { createContext, use } from 'react';
import type { ScreenModel } from '../screen/model.ts';

export const ScreenContext = createContext<ScreenModel | undefined>(undefined);

/** The screen that this component is part of. */
export function useScreen(): ScreenModel {
  const model = use(ScreenContext);
  if (model === undefined) throw new Error('a component of the screen was used outside of it');
  return model;
}
