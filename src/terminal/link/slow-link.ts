import type { Duration, Instant } from '../../contracts/time.ts';

/** Bytes a second below which a link is slow: a wide screen with live charts takes as many. */
const slowRate = 12_000;
/** ... and above which it is none any more. */
const quickRate = 24_000;
/** An answer, or a write, that waits longer than this is held up. */
const patience: Duration = 1000;
/** A hiccup is no slow link. */
const slowFor: Duration = 2000;
/** How long it must have been quick before the screen draws as before: longer each time it turned out not to be. */
const quickFor: Duration = 15_000;
const longestQuickFor: Duration = 240_000;
/** Who turned back sooner than this was wrong. */
const relapse: Duration = 60_000;

/** What is known of the link at one moment. */
export interface LinkSigns {
  /** Bytes a second that it carries, as far as is known. */
  readonly rate: number;
  /** Milliseconds for which the terminal owes an answer, or takes nothing. */
  readonly overdue: Duration;
}

/** Decides when a link is to be spared, and when no more: late both ways, so that the screen does not flap. Pure. */
export class SlowLink {
  #slow = false;
  /** Since when the signs say otherwise. */
  #otherwiseSince: Instant | undefined;
  #quickFor = quickFor;
  #turnedBackAt: Instant | undefined;

  /** Whether looking again makes sense though nothing happens. */
  get undecided(): boolean {
    return this.#slow || this.#otherwiseSince !== undefined;
  }

  /** Takes what is known now; gives whether the link is to be spared. */
  look({ rate, overdue }: LinkSigns, now: Instant): boolean {
    const looksSlow = overdue > patience || rate < slowRate;
    const looksQuick = overdue < patience && rate >= quickRate;
    const looksOtherwise = this.#slow ? looksQuick : looksSlow;
    if (!looksOtherwise) {
      this.#otherwiseSince = undefined;
      return this.#slow;
    }
    this.#otherwiseSince ??= now;
    if (now - this.#otherwiseSince >= (this.#slow ? this.#quickFor : slowFor)) this.#turn(now);
    return this.#slow;
  }

  #turn(now: Instant): void {
    this.#otherwiseSince = undefined;
    this.#slow = !this.#slow;
    if (!this.#slow) {
      this.#turnedBackAt = now;
      return;
    }
    const relapsed = this.#turnedBackAt !== undefined && now - this.#turnedBackAt < relapse;
    this.#quickFor = relapsed ? Math.min(longestQuickFor, this.#quickFor * 2) : quickFor;
  }
}
