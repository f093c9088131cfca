import type { RunLine, Running } from '../../contracts/runner.ts';
import type { Clock } from '../../kube/clock.ts';

/** A program that the mode does not allow: nothing is sent anywhere, and the result says why. */
export function refusedRun(sentence: string, clock: Clock): Running {
  return {
    stdout: nothing(),
    stderr: nothing(),
    result: Promise.resolve({
      end: { kind: 'failed', error: { message: sentence, errorKind: 'consent' } },
      startedAt: clock.now(),
      duration: 0,
      truncated: false,
      remoteEnded: true,
    }),
    stop: () => Promise.resolve(),
  };
}

async function* nothing(): AsyncGenerator<RunLine, void> {}
