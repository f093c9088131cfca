import { LoopControl, type Shell } from './state.ts';

/** Runs a loop's body while `again` says so; `break` and `continue` count loops outwards. */
export async function runLoop(shell: Shell, again: () => Promise<boolean>, body: () => Promise<void>): Promise<number> {
  let status = 0;
  while (await again()) {
    try {
      await body();
      status = shell.status;
    } catch (error) {
      if (!(error instanceof LoopControl)) {
        throw error;
      }
      if (error.depth > 1) {
        throw new LoopControl(error.again, error.depth - 1);
      }
      status = 0;
      if (!error.again) {
        break;
      }
    }
    // A loop without anything to wait for must not hold the event loop.
    await shell.start.process.wait(new Promise((resolve) => setImmediate(resolve)));
  }
  return status;
}
