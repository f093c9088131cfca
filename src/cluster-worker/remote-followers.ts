import type { ToWorker } from './protocol.ts';
import type { WorkerLine } from './worker-line.ts';

/** How following is asked for, and how it ends. */
interface FollowMessages<Followed> {
  readonly begin: (id: number, followed: Followed) => ToWorker;
  readonly end: (id: number) => ToWorker;
}

/** The UI thread's end of what is followed: listeners that are told whenever something is another one. */
export class RemoteFollowers<Followed, Told> {
  readonly #line: WorkerLine;
  readonly #messages: FollowMessages<Followed>;
  readonly #followers = new Map<number, { readonly followed: Followed; readonly listener: (told: Told) => void }>();

  constructor(line: WorkerLine, messages: FollowMessages<Followed>) {
    this.#line = line;
    this.#messages = messages;
  }

  /** Follows until the returned function is called. */
  add(followed: Followed, listener: (told: Told) => void): () => void {
    const id = this.#line.nextId();
    this.#followers.set(id, { followed, listener });
    this.#line.post(this.#messages.begin(id, followed));
    return () => {
      if (this.#followers.delete(id)) this.#line.post(this.#messages.end(id));
    };
  }

  tell(id: number, told: Told): void {
    this.#followers.get(id)?.listener(told);
  }

  /** To a worker that knows nothing of them yet. */
  askAgain(): void {
    for (const [id, { followed }] of this.#followers) this.#line.post(this.#messages.begin(id, followed));
  }
}
