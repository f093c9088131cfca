import type { ConnectClass } from '../../contracts/probe.ts';
import type { RunResult } from '../../contracts/runner.ts';

/**
 * What curl's exit code alone proves. 7 is 'could not connect' for refused and no route alike, so by itself it proves
 * nothing (curl's libcurl-errors: 6 resolve, 28 timeout, 56 and 35 after the connect).
 */
export function exitClass(result: RunResult): ConnectClass {
  if (result.end.kind === 'deadline') return 'timeout';
  if (result.end.kind !== 'exited') return 'not-tested';
  switch (result.end.code) {
    case 0:
    case 52:
      return 'open';
    case 6:
      return 'name-not-resolved';
    case 28:
      return 'timeout';
    default:
      return 'not-tested';
  }
}
