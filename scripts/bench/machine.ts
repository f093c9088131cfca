import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Milliseconds that a Node without a program takes from start to end: what the machine adds to any start. */
export async function bareNodeStart(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['-e', ''], { stdio: 'ignore' }), 'exit');
  return performance.now() - began;
}

/** Watches how late an idle process runs, beside what is measured; the returned function ends it and gives the longest lag in ms. */
export function watchIdleLag(): () => Promise<number> {
  const idle = spawn(process.execPath, [join(import.meta.dirname, 'idle-lag.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const told = text(idle.stdout);
  return async () => {
    idle.stdin.end();
    return Number(await told);
  };
}

/** Highest resident memory of a process so far, in MB. */
export const peakMemory = (pid: number): number => memoryOf(pid, 'VmHWM');

/** Resident memory of a process now, in MB. */
export const residentMemory = (pid: number): number => memoryOf(pid, 'VmRSS');

function memoryOf(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** Seconds of processor time of a process and its threads so far. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
