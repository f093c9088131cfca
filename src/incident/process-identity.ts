import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Who holds something, told apart from every other process of every machine that may share the folder, and from a later
 * process that was given the same pid.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process' start (proc(5), field 22 of stat); '0' where there is no /proc. */
  readonly start: string;
  /** Hashes of the host name, of the boot, and of the namespace that the pid counts in. */
  readonly host: string;
  readonly boot: string;
  readonly pidNamespace: string;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    start: startOf(process.pid) ?? '0',
    host: short(hostname()),
    boot: short(attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))),
    pidNamespace: short(attempt(() => readlinkSync('/proc/self/ns/pid'))),
  };
}

/**
 * Whether `other` may still run. What cannot be known (another machine, another container) counts as running: the price is
 * a second file, and the price of being wrong the other way is a broken one.
 */
export function mayRun(other: ProcessIdentity, self: ProcessIdentity): boolean {
  if (other.host !== self.host) return true;
  if (other.boot !== self.boot) return false;
  if (other.pidNamespace !== self.pidNamespace) return true;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const start = startOf(other.pid);
  return start === undefined || start === other.start;
}

/** As a part of a file name. */
export function identityText(identity: ProcessIdentity): string {
  return [identity.pid, identity.start, identity.host, identity.boot, identity.pidNamespace].join('-');
}

/** Reads what `identityText` wrote; undefined for anything else. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const match = /^(\d{1,10})-(\d{1,20})-([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})$/.exec(text);
  if (match === null) return undefined;
  const [, pid = '', start = '', host = '', boot = '', pidNamespace = ''] = match;
  return { pid: Number(pid), start, host, boot, pidNamespace };
}

function startOf(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The program's name (field 2) may hold spaces and parentheses: count from the last one.
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19);
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
