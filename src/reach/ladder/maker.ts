import { hostname, userInfo } from 'node:os';

/** 'anna@bastion-1 4711': the user, the machine and the process that make a helper, for whoever finds it. */
export function currentMaker(): string {
  return `${userName()}@${hostname()} ${process.pid}`;
}

/** A uid without an entry in the password database has no name, and then its number stands for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
