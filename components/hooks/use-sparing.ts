import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

/** From so few frames a second on somebody said that the link is slow. */
const slowFrames = 1;

/**
 * Whether bytes to the terminal are to be spared, because it takes them slowly or somebody said so (--low-bandwidth):
 * charts sweep, and lines say what matters and no more. A screen reader reads every word, so that it is not meant.
 */
export function useSparing(): boolean {
  const { capabilities, slowLink } = useScreen().terminal;
  const slow = useStore(slowLink);
  return !capabilities.screenReader && (slow || capabilities.maxFps <= slowFrames);
}
