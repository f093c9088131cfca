import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds, at most ten seconds; false when it never did. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (holds()) return true;
    await sleep(25);
  }
  return holds();
}
