/** Long work that others may do theirs in between: it can be put aside whenever it yields, some milliseconds apart. */
export type Pieces<Result> = Generator<undefined, Result, undefined>;

/** The whole of it without a rest. */
export function atOnce<Result>(work: Pieces<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
