import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The PATH inside the lab: the machine's own programs, never those of somebody's home. */
export const systemPath = folders.join(':');

/** What the lab is built from; each is a real program of this machine. */
export const labPrograms = [
  'unshare',
  'nsenter',
  'mount',
  'ip',
  'bridge',
  'nft',
  'ping',
  'iperf3',
  'dnsmasq',
  'busybox',
] as const;

/** The absolute path of a program of this machine, or undefined. */
export function findProgram(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
