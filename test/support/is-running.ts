import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process of this machine still runs; one that only waits to be reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** Waits until something holds, at most ten seconds; false when it never did. */
export async function eventually(holds: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (holds()) return true;
    await sleep(25);
  }
  return holds();
}
