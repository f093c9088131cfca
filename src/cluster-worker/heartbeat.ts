import { PlumblineError } from '../contracts/errors.ts';
import type { Duration, Instant } from '../contracts/time.ts';
import { type Clock, pause } from '../kube/clock.ts';
import type { ApiConnection } from '../kube/connection.ts';

/** One small request so often; kubelets ask the API server as much. */
const beatEvery: Duration = 10_000;
/** A server that takes longer for its version is not there for anybody. */
const patience: Duration = 5_000;

export interface HeartbeatOptions {
  readonly connection: ApiConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The server was last heard at `since`, and does not answer now. */
  readonly lost: (since: Instant, why: PlumblineError) => void;
  readonly heard: () => void;
}

/**
 * Asks the server for its version again and again. Watches of a quiet cluster say nothing for minutes, and a server that
 * is frozen or cut off without a word looks just the same to them; without this, rows would be called live that nobody
 * keeps true. Any answer counts, a refusal too. Ends with the signal; never rejects.
 */
export async function watchHeartbeat(options: HeartbeatOptions): Promise<void> {
  const { connection, clock, signal, lost, heard } = options;
  let lastHeard = clock.now();
  for (;;) {
    await pause(clock, beatEvery, signal);
    if (signal.aborted) return;
    const failure = await beat(connection, clock, signal);
    if (signal.aborted) return;
    if (failure === undefined) {
      lastHeard = clock.now();
      heard();
    } else lost(lastHeard, failure);
  }
}

async function beat(connection: ApiConnection, clock: Clock, signal: AbortSignal): Promise<PlumblineError | undefined> {
  const late = new AbortController();
  const cancel = clock.after(patience, () => late.abort());
  try {
    const own = AbortSignal.any([signal, late.signal]);
    await connection.json({ path: '/version', operation: 'ask for a sign of life', signal: own });
    return undefined;
  } catch (error) {
    if (late.signal.aborted) return noAnswer(connection);
    const silent = error instanceof PlumblineError && (error.kind === 'unreachable' || error.kind === 'interrupted');
    return silent ? error : undefined;
  } finally {
    cancel();
  }
}

function noAnswer(connection: ApiConnection): PlumblineError {
  return new PlumblineError(`${connection.server.host} does not answer any more.`, {
    kind: 'unreachable',
    operation: 'ask for a sign of life',
    object: `context ${connection.context}`,
    nextStep: 'What is shown is as old as it says. plumbline goes on asking.',
  });
}
