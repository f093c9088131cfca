import { setTimeout as sleep } from 'node:timers/promises';

/** Looks every 20 ms until it sees something other than undefined or false, and gives that; fails with `what` after `patience` ms. */
export async function waitUntil<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patience = 15_000,
): Promise<T> {
  for (let tries = Math.ceil(patience / 20); tries > 0; tries -= 1) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await sleep(20);
  }
  throw new Error(`It never came to be: ${what}`);
}
