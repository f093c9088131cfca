import type { CaptureState } from '../../src/contracts/capture.ts';
import type { Store } from '../../src/contracts/store.ts';
import { createStore } from '../../src/store/create-store.ts';
import { useScreen } from './use-screen.ts';
import { useStore } from './use-store.ts';

const none: Store<CaptureState | undefined> = createStore<CaptureState | undefined>(undefined);

/** The screen's capture as it is now; undefined before the first one. */
export function useCapture(): CaptureState | undefined {
  const session = useStore(useScreen().captures.current);
  return useStore<CaptureState | undefined>(session?.state ?? none);
}
