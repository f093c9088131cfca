/** One thing that runs until it ends or is stopped; starting it again ends what ran before. */
export interface Slot {
  readonly active: boolean;
  /** `task` must end soon after the signal and must not throw. */
  start(task: (signal: AbortSignal) => Promise<void>): void;
  stop(): Promise<void>;
}

/** The reason of a signal that ends a task because another takes its place. */
const takenOver = new Error('started anew');

/** Whether a task was ended because another has taken its place already: what is shown is the other's then. */
export function isTakenOver(signal: AbortSignal): boolean {
  return signal.reason === takenOver;
}

/** Makes an empty slot; `onChange` is told when it becomes active or idle. */
export function createSlot(onChange: () => void): Slot {
  let current: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined;
  return {
    get active() {
      return current !== undefined;
    },
    start(task) {
      const before = current;
      before?.controller.abort(takenOver);
      const controller = new AbortController();
      const run = async (): Promise<void> => {
        await before?.ended;
        if (!controller.signal.aborted) await task(controller.signal);
        if (current?.controller === controller) {
          current = undefined;
          onChange();
        }
      };
      current = { controller, ended: run() };
      onChange();
    },
    async stop() {
      const running = current;
      running?.controller.abort();
      await running?.ended;
    },
  };
}
