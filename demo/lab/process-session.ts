import { readdirSync, readFileSync } from 'node:fs';
import type { NodeSignal } from '../backend.ts';

/** A program that starts others faster than this is not caught; its pod's end, or the lab's, still ends it. */
const mostRounds = 10;

/**
 * Signals a program that was started by a leader which only waits for it (`nsenter`), with all that it started.
 * Process groups do not do: `timeout` and shells with job control make groups of their own, but stay in the session.
 * @param leader the process that began the session.
 */
export function signalSession(leader: number, signal: NodeSignal): void {
  if (signal !== 'SIGKILL') {
    // The program may take its leave; the leader waits for that and tells how it ended.
    const members = sessionMembers(leader);
    for (const pid of members.length === 0 ? [leader] : members) send(pid, signal);
    return;
  }
  send(leader, signal);
  // A process can start another one between the look and the signal, so it is looked for again.
  for (let round = 0; round < mostRounds; round += 1) {
    const members = sessionMembers(leader);
    if (members.length === 0) return;
    for (const pid of members) send(pid, signal);
  }
}

function sessionMembers(leader: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== leader && liveSessionOf(pid) === leader);
}

/** The session of a process; undefined when it is gone or only waits to be reaped. Format: proc(5), stat. */
function liveSessionOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything, parentheses too.
    const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : Number(session);
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
