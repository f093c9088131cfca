/** Lets so many in at once; the others wait in the order they came. */
export class Turns {
  #most: number;
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Fewer may be inside from now on, at least one; those who are stay. */
  lower(most: number): void {
    this.#most = Math.max(1, Math.min(this.#most, most));
  }

  /** Resolves to what gives the turn back, once; rejects with the signal's reason when it is aborted first. */
  enter(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', giveUp);
        this.#inside += 1;
        let left = false;
        resolve(() => {
          if (left) return;
          left = true;
          this.#inside -= 1;
          this.#next();
        });
      };
      const giveUp = (): void => {
        const index = this.#waiting.indexOf(admit);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(new Error('given up while others had their turn', { cause: signal.reason }));
      };
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(admit);
      this.#next();
    });
  }

  #next(): void {
    while (this.#inside < this.#most) {
      const admit = this.#waiting.shift();
      if (admit === undefined) return;
      admit();
    }
  }
}
