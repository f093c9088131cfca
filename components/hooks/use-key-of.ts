import { keyOf } from '../screen/keys.ts';
import { useScreen } from './use-screen.ts';

/** Gives the first key of an action as it is bound now; '' when it has none. */
export function useKeyOf(): (action: string) => string {
  const model = useScreen();
  return (id) => keyOf(model, id);
}
