import type { ClimbWant } from '../../contracts/ladder.ts';
import type { Place, Runner, RungName } from '../../contracts/runner.ts';
import type { Instant } from '../../contracts/time.ts';
import { listWords } from '../../text/words.ts';

/** A place that was found or made, and until when it lasts. */
export interface FoundPlace {
  readonly rung: RungName;
  readonly runner: Runner;
  readonly image: string | undefined;
  readonly deadline: Instant;
  readonly isOver: () => boolean;
}

/** The places of one pod beyond its own containers. */
export class FoundPlaces {
  readonly #now: () => Instant;
  /** Milliseconds before its deadline from which on a place gets no new program. */
  readonly #nearEnd: number;
  #places: readonly FoundPlace[] = [];

  constructor(now: () => Instant, nearEnd: number) {
    this.#now = now;
    this.#nearEnd = nearEnd;
  }

  add(...places: readonly FoundPlace[]): void {
    this.#places = [...this.#places, ...places];
  }

  /** A run found it gone: it is not asked again. One whose time was up is remembered as that. */
  lose(place: Place): void {
    this.#places = this.#places.filter((found) => found.runner.place.text !== place.text || this.#ends(found));
  }

  /** Those that can still be asked to run something. */
  live(): readonly FoundPlace[] {
    return this.#places.filter((place) => !this.#ends(place) && !place.isOver());
  }

  /** Whether the newest place of this rung came to its end by its deadline, and by nothing else. */
  ranOut(rung: RungName): boolean {
    const newest = this.#places.findLast((place) => place.rung === rung);
    return newest !== undefined && this.#ends(newest) && !newest.isOver();
  }

  /** Rungs beyond the pod's own containers that stand and do not have what is wanted either, with why. */
  unfit({ programs }: ClimbWant): ReadonlyMap<RungName, string> {
    const made = this.live().filter(
      ({ rung }) => rung === 'debug-container' || rung === 'node' || rung === 'probe-pod',
    );
    return new Map(
      made.map(({ rung, image, runner }) => [
        rung,
        `${runner.place.brief ?? ''}${rung === 'node' ? '' : `, image ${image ?? '?'},`} has no ${listWords(programs, 'or')}`,
      ]),
    );
  }

  #ends({ deadline }: FoundPlace): boolean {
    return deadline <= this.#now() + this.#nearEnd;
  }
}
