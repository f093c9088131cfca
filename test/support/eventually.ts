import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `look` gives something other than undefined or false; fails with what it last gave after `patience` ms. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patience = 15_000,
): Promise<T> {
  const tries = Math.ceil(patience / 20);
  for (let index = 0; index < tries; index += 1) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await sleep(20);
  }
  throw new Error(`It never came to be: ${what}`);
}
