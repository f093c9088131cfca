import { readdirSync, readFileSync } from 'node:fs';

/**
 * Signals every process of a session, the leader last. Process groups do not do: `timeout` and shells with job control
 * make groups of their own, but stay in the session that the exec began.
 * @param leader the process that began the session.
 */
export function signalSession(leader: number, signal: NodeJS.Signals): void {
  for (const pid of sessionMembers(leader)) send(pid, signal);
  send(leader, signal);
}

function sessionMembers(leader: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== leader && sessionOf(pid) === leader);
}

/** The session of a process; undefined when it is gone. Format: proc(5), field 6 of stat. */
function sessionOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything, parentheses too.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
  } catch {
    return undefined;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
