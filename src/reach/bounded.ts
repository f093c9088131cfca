import type { Duration } from '../contracts/time.ts';

/** Which `timeout` a place has: coreutils and BusyBox since 1.30, BusyBox before that, or none. */
export type TimeoutDialect = 'standard' | 'old-busybox' | 'none';

/** Seconds between SIGTERM at the deadline and SIGKILL. */
const killAfter = 2;

/**
 * Wraps argv so that the program ends by itself after the deadline, rounded up to whole seconds, even when nobody is
 * left to end it. Where there is no `timeout` argv comes back as it is: then the program's own bound has to do.
 */
export function boundedArgv(argv: readonly string[], deadline: Duration, dialect: TimeoutDialect): readonly string[] {
  if (dialect === 'none') return argv;
  const seconds = String(Math.max(1, Math.ceil(deadline / 1000)));
  return dialect === 'standard'
    ? ['timeout', '-k', String(killAfter), seconds, ...argv]
    : ['timeout', '-t', seconds, ...argv];
}
