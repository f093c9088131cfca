import type { Duration } from '../../contracts/time.ts';
import { type Clock, pause } from '../clock.ts';
import type { ApiConnection } from '../connection.ts';
import { defaultTimings, openExecStream, type Whereabouts } from './exec-stream.ts';
import { type RemoteProcess, readSignalAnswer, type SignalAnswer, signalCommand } from './remote-process.ts';

/** How long a remote end may take, step by step. */
export interface EndTimings {
  /** Longest wait for one exec that signals. */
  readonly signal: Duration;
  /** Between asking a program to end (SIGINT, so that it prints its totals) and killing it. */
  readonly grace: Duration;
}

export const defaultEndTimings: EndTimings = { signal: 4000, grace: 1000 };

/**
 * Ends a remote process: SIGINT, then SIGKILL to its whole group (shells start background programs deaf to SIGINT),
 * each by an exec of its own that first makes sure the process is still the one that announced itself. `reported`
 * resolves once the process's own exec came to its end, to whether that was a report of the process's end. Resolves to
 * whether the process is known to be gone. Never rejects.
 */
export async function endRemotely(
  connection: ApiConnection,
  where: Whereabouts,
  process: RemoteProcess,
  reported: Promise<boolean>,
  clock: Clock,
  timings: EndTimings,
): Promise<boolean> {
  let over = false;
  const done = new AbortController();
  void reported.then((ended) => {
    over = ended;
    if (ended) done.abort();
  });
  let unanswered = 0;
  for (const signal of ['INT', 'KILL', '0'] as const) {
    const answer = await sendSignal(connection, where, signalCommand(process, signal), clock, timings.signal);
    if (answer === undefined) unanswered += 1;
    // Also after 'gone': its last output may still be on the way.
    await pause(clock, timings.grace, done.signal);
    if (answer === 'gone') return true;
    if (unanswered === 2) break;
  }
  return over;
}

async function sendSignal(
  connection: ApiConnection,
  where: Whereabouts,
  argv: readonly string[],
  clock: Clock,
  patience: Duration,
): Promise<SignalAnswer | undefined> {
  let text = '';
  const given = new AbortController();
  const cancel = clock.after(patience, () => given.abort());
  try {
    const stream = await openExecStream(
      connection,
      { ...where, argv, stdin: undefined, signal: given.signal },
      (name, chunk) => {
        if (name === 'stdout' && text.length < 64) text += chunk.toString('utf8');
      },
      clock,
      { ...defaultTimings, handshake: patience, heartbeat: patience },
    );
    given.signal.addEventListener('abort', () => stream.close(), { once: true });
    if (given.signal.aborted) stream.close();
    await stream.ended;
    return readSignalAnswer(text);
  } catch {
    // Not reached: the process keeps its own bound, and the caller says that its end is not known.
    return undefined;
  } finally {
    cancel();
  }
}
