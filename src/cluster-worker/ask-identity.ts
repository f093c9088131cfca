import { PlumblineError } from '../contracts/errors.ts';
import { type Clock, pause } from '../kube/clock.ts';
import type { ApiConnection } from '../kube/connection.ts';
import { createBackoff } from '../kube/watch/backoff.ts';
import { readIdentity, type ServerIdentity } from './identity.ts';

interface AskIdentityOptions {
  readonly connection: ApiConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The server has answered; nothing more is asked. */
  readonly known: (identity: ServerIdentity) => void;
  /** It has not; undefined where what went wrong was none of its failures. It is asked again. */
  readonly failed: (error: PlumblineError | undefined) => void;
}

/** Asks the server who it is until it answers or the signal aborts. `wake` has it asked again at once. */
export function askIdentity(options: AskIdentityOptions): { readonly wake: () => void } {
  const { connection, clock, signal, known, failed } = options;
  const backoff = createBackoff(() => clock.random());
  let awake = new AbortController();

  async function ask(): Promise<void> {
    for (;;) {
      const identity = await readIdentity(connection, signal).catch((error: unknown) => {
        if (!signal.aborted) failed(error instanceof PlumblineError ? error : undefined);
      });
      if (signal.aborted) return;
      if (identity !== undefined) {
        known(identity);
        return;
      }
      await pause(clock, backoff.next(), AbortSignal.any([signal, awake.signal]));
      if (awake.signal.aborted) awake = new AbortController();
      if (signal.aborted) return;
    }
  }

  void ask();
  return { wake: () => awake.abort() };
}
