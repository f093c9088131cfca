import { readFileSync } from 'node:fs';

/** What /proc/PID/stat says about a process's place in job control. */
export interface JobPlace {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/** Reads the fields behind the command name, which may itself hold spaces and parentheses (proc(5)). */
export function parseJobPlace(stat: string): JobPlace | undefined {
  const [, parent, group, session] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (parent === undefined || group === undefined || session === undefined) return undefined;
  return { parent, group, session };
}

function placeOf(pid: number): JobPlace | undefined {
  try {
    return parseJobPlace(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Whether somebody waits who could continue this process group after it stopped: the parent of some ancestor in the
 * group is in the same session but another group (a shell with job control). Without one, stopping would be for ever.
 */
export function canBeStopped(place: (pid: number) => JobPlace | undefined = placeOf, pid = process.pid): boolean {
  let current = place(pid);
  const group = current?.group;
  for (let step = 0; current !== undefined && step < 64; step += 1) {
    const parent = place(current.parent);
    if (parent === undefined || parent.session !== current.session) return false;
    if (parent.group !== group) return true;
    current = parent;
  }
  return false;
}

/**
 * Stops this process and its group (npm, sh: whatever started it as one job) until the shell continues it; returns
 * then. SIGSTOP, because SIGTSTP can be held back by handlers of others in the group.
 */
export function stopGroup(): void {
  process.kill(0, 'SIGSTOP');
}
