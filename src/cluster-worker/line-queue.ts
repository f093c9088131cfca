/** Lines on their way to one reader. */
export interface LineQueue<Line> extends AsyncIterable<Line> {
  push(lines: readonly Line[]): void;
  /** No more lines; with an error, the reader gets it after the last line. */
  end(error?: Error): void;
}

/**
 * A queue for one reader at a time. `taken` is told how many lines the reader has had, `left` when the reader stops
 * before the end.
 */
export function createLineQueue<Line>(
  taken: (lines: number) => void = () => {},
  left: () => void = () => {},
): LineQueue<Line> {
  let waiting: Line[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;

  async function* read(): AsyncGenerator<Line, void> {
    try {
      for (;;) {
        const lines = waiting;
        waiting = [];
        for (const line of lines) yield line;
        if (lines.length > 0) {
          taken(lines.length);
          continue;
        }
        if (failure !== undefined) throw failure;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      if (!ended) left();
      ended = true;
      waiting = [];
    }
  }

  return {
    push(lines) {
      if (ended) return;
      waiting.push(...lines);
      wake?.();
    },
    end(error) {
      ended = true;
      failure = error;
      wake?.();
    },
    [Symbol.asyncIterator]: () => read(),
  };
}
