import type { CaptureDesk, CaptureRequest, CaptureSession } from '../../src/contracts/capture.ts';
import type { Store } from '../../src/contracts/store.ts';
import { createStore } from '../../src/store/create-store.ts';

/** The capture of the screen: one at a time, so that nobody forgets that one runs. */
export interface Captures {
  /** The one that runs or has run last; its packets are kept until the next one, or until the screen is left. */
  readonly current: Store<CaptureSession | undefined>;
  running(): boolean;
  /** Lets go of the one before. Rejects as the desk does. */
  start(request: CaptureRequest): Promise<void>;
  /** Ends it where it runs; never rejects. */
  stop(): Promise<void>;
}

/** Keeps the capture of one screen. */
export function createCaptures(desk: () => CaptureDesk): Captures {
  const current = createStore<CaptureSession | undefined>(undefined);
  const running = (): boolean => current.getSnapshot()?.state.getSnapshot().state === 'running';
  return {
    current,
    running,
    async start(request) {
      const before = current.getSnapshot();
      current.set(undefined);
      await before?.close();
      current.set(await desk().start(request));
    },
    async stop() {
      // What could not be stopped is in the state of its side, with the bound by which it ends.
      if (running())
        await current
          .getSnapshot()
          ?.stop()
          .catch(() => {});
    },
  };
}
