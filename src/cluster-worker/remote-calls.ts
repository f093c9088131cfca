import type { PlumblineError } from '../contracts/errors.ts';
import type { CallMessage, CallName, Calls, FromWorker } from './protocol.ts';
import { unpackError } from './travelling-error.ts';
import type { WorkerLine } from './worker-line.ts';

/** The UI thread's end of questions with one answer. */
export class RemoteCalls {
  readonly #line: WorkerLine;
  readonly #waiting = new Map<
    number,
    { resolve: (value: Calls[CallName]['answer']) => void; reject: (error: Error) => void }
  >();

  constructor(line: WorkerLine) {
    this.#line = line;
  }

  /** Rejects with the worker's PlumblineError. */
  call<Name extends CallName>(name: Name, ask: Calls[Name]['ask']): Promise<Calls[Name]['answer']> {
    const closed = this.#line.closed();
    if (closed !== undefined) return Promise.reject(closed);
    const id = this.#line.nextId();
    return new Promise((resolve, reject) => {
      // The worker answers a call with the answer of its name: `Calls` pairs them on both sides.
      this.#waiting.set(id, { resolve, reject });
      this.#line.post({ type: 'call', id, name, ask } as CallMessage);
    });
  }

  take(message: Extract<FromWorker, { readonly type: 'answer' | 'failure' }>): void {
    const call = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'answer') call?.resolve(message.value);
    else call?.reject(unpackError(message.error));
  }

  /** Whoever waits for an answer gets this error. */
  giveUp(error: PlumblineError): void {
    for (const call of this.#waiting.values()) call.reject(error);
    this.#waiting.clear();
  }
}
