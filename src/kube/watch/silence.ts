import type { Duration } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';

/** Ends an attempt: by its parent, by a call, or by silence. `reason` says which. */
export interface SilenceGuard {
  readonly signal: AbortSignal;
  /** Whether silence, and nothing else, ended it. */
  readonly silent: () => boolean;
  /** Something was heard. */
  heard(): void;
  /** Another measure of silence from here on. */
  allow(limit: Duration): void;
  dispose(): void;
}

/** A signal that aborts with `parent`, or when nothing is heard for `limit`. */
export function guardSilence(parent: AbortSignal, firstLimit: Duration, clock: Clock): SilenceGuard {
  const own = new AbortController();
  let limit = firstLimit;
  let silent = false;
  let lastHeard = clock.now();
  let cancel = clock.after(limit, check);
  const fromParent = () => own.abort();
  parent.addEventListener('abort', fromParent, { once: true });
  if (parent.aborted) own.abort();

  // One timer per limit rather than one per chunk: a busy stream is heard thousands of times a second.
  function check() {
    const left = lastHeard + limit - clock.now();
    if (left > 0) {
      cancel = clock.after(left, check);
      return;
    }
    silent = true;
    own.abort();
  }

  return {
    signal: own.signal,
    silent: () => silent,
    heard() {
      lastHeard = clock.now();
    },
    allow(other) {
      limit = other;
      cancel();
      cancel = clock.after(limit, check);
    },
    dispose() {
      cancel();
      parent.removeEventListener('abort', fromParent);
    },
  };
}
