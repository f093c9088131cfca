import type { Duration } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';
import type { ContextSession } from './context-session.ts';

/** A problem that has lasted this long is an answer to who waits for the cluster; one of the kubeconfig is at once. */
const problemPatience: Duration = 3_000;
const lookEvery: Duration = 500;

/** Where calls wait until something is so; looked into whenever something has changed, and now and then. */
export class WaitingRoom {
  readonly #clock: Clock;
  readonly #session: () => ContextSession;
  readonly #waiting = new Set<() => void>();

  /** `session` is the one that is waited for: another one when the context is. */
  constructor(clock: Clock, session: () => ContextSession) {
    this.#clock = clock;
    this.#session = session;
  }

  /** Something has changed: whoever waited for it goes on. */
  look(): void {
    for (const look of this.#waiting) look();
  }

  /** Waits until the cluster is known so far, or will not be by waiting on; at most `patience`. */
  untilKnown(known: () => boolean, patience: Duration): Promise<void> {
    return this.until(() => known() || this.#hopeless(), patience);
  }

  /** Waits until something holds, at most `patience`. */
  until(holds: () => boolean, patience: Duration): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        cancelLook();
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (holds()) done();
      };
      const clock = this.#clock;
      // A log-in takes as long as somebody types; the patience is with the cluster, and starts when that is over.
      let cancel = () => {};
      let waited = false;
      const late = () => {
        if (this.#session().loggingIn) {
          waited = true;
          cancel = clock.after(lookEvery, late);
        } else if (waited) {
          waited = false;
          cancel = clock.after(patience, late);
        } else done();
      };
      cancel = clock.after(patience, late);
      // Some of what is waited for is time that passes.
      let cancelLook = () => {};
      const lookAgain = () => {
        cancelLook = clock.after(lookEvery, lookAgain);
        look();
      };
      this.#waiting.add(look);
      lookAgain();
    });
  }

  /** Waiting on will not help: what is wrong with the kubeconfig stays so, and other trouble has lasted. */
  #hopeless(): boolean {
    const { failure } = this.#session();
    if (failure === undefined) return false;
    return failure.kind === 'configuration' || this.#clock.now() - failure.since >= problemPatience;
  }
}
