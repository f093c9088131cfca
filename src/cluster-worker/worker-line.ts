import type { PlumblineError } from '../contracts/errors.ts';
import type { ToWorker } from './protocol.ts';

/** The UI thread's line to whichever worker there is now. */
export interface WorkerLine {
  /** Another id for each question, view, run. */
  nextId(): number;
  post(message: ToWorker): void;
  /** Why nothing is answered any more; undefined while it is. */
  closed(): PlumblineError | undefined;
}
