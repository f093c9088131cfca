import type { DeclaredLink, LinkQuestion } from '../contracts/policy.ts';
import type { Duration, Instant } from '../contracts/time.ts';
import type { Clock } from '../kube/clock.ts';
import { declaredLink, undeclared, type UndatedLink } from '../policy/live/declared-link.ts';
import type { PolicyBoard } from './policy-board.ts';
import type { FromWorker } from './protocol.ts';
import { createThrottle, type Throttle } from './throttle.ts';

/** A verdict half a second old is new enough to read. */
const every: Duration = 500;

interface Follower {
  readonly link: LinkQuestion;
  told: string;
  since: Instant;
}

/** Those who want to know whenever the policies come to declare something else for a link. */
export class DeclaredFollowers {
  readonly #followers = new Map<number, Follower>();
  readonly #board: () => PolicyBoard;
  readonly #clock: Clock;
  readonly #post: (message: FromWorker) => void;
  readonly #throttle: Throttle;

  constructor(board: () => PolicyBoard, clock: Clock, post: (message: FromWorker) => void) {
    this.#board = board;
    this.#clock = clock;
    this.#post = post;
    this.#throttle = createThrottle(clock, every, () => {
      for (const [id, follower] of this.#followers) this.#tell(id, follower);
    });
  }

  add(id: number, link: LinkQuestion): void {
    const follower: Follower = { link, told: '', since: 0 };
    this.#followers.set(id, follower);
    this.#tell(id, follower);
  }

  remove(id: number): void {
    this.#followers.delete(id);
  }

  /** The cluster changed. */
  changed(): void {
    if (this.#followers.size > 0) this.#throttle.ask();
  }

  stop(): void {
    this.#throttle.stop();
  }

  #tell(id: number, follower: Follower): void {
    const declared = this.#declare(follower.link);
    const told = JSON.stringify(declared, (_key, value: unknown) => (value instanceof Set ? [...value] : value));
    if (told === follower.told) return;
    follower.since = this.#sinceOf(follower.link, told) ?? this.#clock.now();
    follower.told = told;
    const dated: DeclaredLink = { ...declared, since: follower.since };
    this.#post({ type: 'declared', id, declared: dated });
  }

  /** Since when another follower of the same link knows the same. */
  #sinceOf(link: LinkQuestion, told: string): Instant | undefined {
    const key = JSON.stringify(link);
    for (const other of this.#followers.values())
      if (other.told === told && JSON.stringify(other.link) === key) return other.since;
    return undefined;
  }

  #declare(link: LinkQuestion): UndatedLink {
    try {
      const explained = this.#board().explain(link, this.#clock);
      return 'unasked' in explained ? undeclared(explained.unasked) : declaredLink(explained);
    } catch (error) {
      // A policy that the engine stumbles over must not take the screen's data with it.
      const words = error instanceof Error ? error.message : String(error);
      return undeclared(`The policies could not be judged: ${words}`);
    }
  }
}
