/** Stretches of numbers, joined where they touch. */
export class Stretches {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(stretches: readonly { readonly from: number; readonly to: number }[]) {
    for (const { from, to } of [...stretches].sort((one, other) => one.from - other.from)) {
      const last = this.#ends.length - 1;
      if (last >= 0 && from <= (this.#ends[last] ?? 0)) this.#ends[last] = Math.max(this.#ends[last] ?? 0, to);
      else {
        this.#starts.push(from);
        this.#ends.push(to);
      }
    }
  }

  /** Whether all of this lies within one of them. */
  covers({ from, to }: { readonly from: number; readonly to: number }): boolean {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= from) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (this.#ends[low - 1] ?? 0) >= to;
  }
}
