import type { RunEnd } from '../../src/contracts/runner.ts';

/** How a program ended, in a word or two; 'running' while it has not. */
export function runEndWord(end: RunEnd | undefined): string {
  if (end === undefined) return 'running';
  switch (end.kind) {
    case 'exited':
      return `exit ${end.code}`;
    case 'signalled':
      return end.signal;
    case 'missing-program':
      return 'missing';
    default:
      return end.kind;
  }
}
