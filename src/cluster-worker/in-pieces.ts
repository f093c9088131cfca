import type { Duration } from '../contracts/time.ts';
import type { Pieces } from '../policy/pieces.ts';

/** So long the thread may be kept from rows and keys. */
const turn: Duration = 8;

/** Does long work in turns, between which whatever else came up is done. Rejects with what the work throws. */
export async function inPieces<Result>(work: Pieces<Result>, rest: () => Promise<void> = nextTurn): Promise<Result> {
  for (;;) {
    const began = performance.now();
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (performance.now() - began < turn);
    await rest();
  }
}

/** Until the event loop has been around: messages, sockets and timers come first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
