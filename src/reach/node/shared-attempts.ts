interface Attempt<Result> {
  readonly result: Promise<Result>;
  readonly giveUp: AbortController;
  waiting: number;
}

/** Attempts at something that several want at the same time: one is made, and given up when nobody waits for it any more. */
export class SharedAttempts<Result> {
  readonly #running = new Map<string, Attempt<Result>>();

  /** Waits for the attempt of this key, starting it where none runs. Rejects as it does, or when `signal` is aborted. */
  async join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    signal.throwIfAborted();
    const attempt = this.#running.get(key) ?? this.#start(key, start);
    attempt.waiting += 1;
    let leave = (): void => {};
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(new Error('given up', { cause: signal.reason }));
    });
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([attempt.result, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      attempt.waiting -= 1;
      if (attempt.waiting === 0 && this.#running.get(key) === attempt) attempt.giveUp.abort();
    }
  }

  /** Gives all up. */
  abort(): void {
    for (const { giveUp } of this.#running.values()) giveUp.abort();
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<Result>): Attempt<Result> {
    const giveUp = new AbortController();
    const result = start(giveUp.signal);
    const attempt: Attempt<Result> = { result, giveUp, waiting: 0 };
    this.#running.set(key, attempt);
    const over = (): void => {
      if (this.#running.get(key) === attempt) this.#running.delete(key);
    };
    result.then(over, over);
    // Who joins after it was given up starts another.
    giveUp.signal.addEventListener('abort', over, { once: true });
    return attempt;
  }
}
