import type { Duration, Instant } from '../../contracts/time.ts';

/** What may be on its way to the terminal unanswered, before anything is known of the link, in bytes. */
const firstWindow = 16 * 1024;
const largestWindow = 256 * 1024;
/** A row with its colours; with less nothing could be drawn at all. */
const smallestWindow = 256;
/** The window holds as many bytes as the link carries in this time: what a key press waits behind. */
const target: Duration = 350;
/** Answers that come later than the quickest one by this are held up behind bytes. */
const heldUp: Duration = 250;
/** Less cannot be told from jitter. */
const leastDelay: Duration = 5;
/** A late answer behind fewer bytes may have another reason (a busy machine): only a second one in a row counts. */
const convincingBytes = 1000;
/** Fewer bytes say nothing about a rate. */
const tellingBytes = 100;
/** So many answers in a row must say that the link carries more, before it is given more. */
const proofs = 3;
/** An answer that is later than this is lost: the terminal was exchanged behind a multiplexer, or does not answer. */
const lostAfter: Duration = 10_000;
/** After so many in a row nothing is asked any more. */
const mostLost = 3;
/** After this the link's own delay is measured anew, by a question behind nothing: routes change. */
const baseLasts: Duration = 60_000;
/** A question alone. */
const nothing = 16;
/** A link's own delay is not longer; what takes longer is held up, also the first answer. */
const longestBase: Duration = 1000;

/**
 * How fast the terminal takes bytes, learned from how soon it answers a question that stands behind them. Nothing else
 * tells: sshd and the kernel take megabytes at once, whatever the link behind them carries. Pure: time is given.
 */
export class LinkMeter {
  #written = 0;
  /** Bytes that are known to have arrived. */
  #arrived = 0;
  /** The question under way: when it was put, and how many bytes were written until then. */
  #question: { readonly at: Instant; readonly behind: number } | undefined;
  /** Since when something is on its way without pause. */
  #busySince: Instant | undefined;
  #window = firstWindow;
  #proofs = 0;
  /** The link's own delay. */
  #base = longestBase;
  #baseSince = Number.NEGATIVE_INFINITY;
  #answers = false;
  #lost = 0;
  #late = 0;

  /** Bytes were handed to the terminal. */
  wrote(bytes: number, now: Instant): void {
    this.#busySince ??= now;
    this.#written += bytes;
  }

  /** Whether a question may be put: one at a time, and none to a terminal that does not answer. */
  mayAsk(now: Instant): boolean {
    this.#forgetLost(now);
    return this.#question === undefined && this.#lost < mostLost;
  }

  /** Whether a question behind nothing would tell something new. */
  wantsDelay(now: Instant): boolean {
    return this.#answers && this.unanswered === 0 && now - this.#baseSince > baseLasts;
  }

  /** The terminal was asked, behind everything that was written. */
  asked(now: Instant): void {
    this.#question = { at: now, behind: this.#written };
  }

  /** It answered. */
  answered(now: Instant): void {
    const question = this.#question;
    if (question === undefined) return;
    this.#question = undefined;
    this.#answers = true;
    this.#lost = 0;
    const delay = now - question.at;
    const bytes = question.behind - this.#arrived;
    const busy = now - (this.#busySince ?? question.at);
    this.#arrived = question.behind;
    this.#busySince = this.unanswered > 0 ? now : undefined;
    this.#keepBase(delay, bytes, now);
    this.#judge(bytes, delay - this.#base, busy - this.#base);
  }

  /** Bytes that may be written now; without limit to a terminal that does not answer. */
  room(now: Instant): number {
    this.#forgetLost(now);
    return this.#answers ? this.#window - this.unanswered : Number.POSITIVE_INFINITY;
  }

  /** What a key changed may go ahead of the window by as much again. */
  roomForKey(now: Instant): number {
    return this.room(now) + this.#window;
  }

  /** Bytes of which it is not known that they arrived. */
  get unanswered(): number {
    return this.#written - this.#arrived;
  }

  /** Whether an answer is still to come that whoever reads the keyboard would get. */
  get owed(): boolean {
    return this.#answers && this.#question !== undefined;
  }

  /** Whether this terminal answers. */
  get answers(): boolean {
    return this.#answers;
  }

  /** Bytes a second that the link carries, as far as it was tried: what it carries at least, unless it was held up. */
  get rate(): number {
    return (this.#window * 1000) / target;
  }

  /** Milliseconds for which the answer under way is overdue. */
  overdue(now: Instant): Duration {
    return this.#question === undefined ? 0 : Math.max(0, now - this.#question.at - this.#base);
  }

  #forgetLost(now: Instant): void {
    if (this.#question === undefined || now - this.#question.at <= lostAfter) return;
    this.#question = undefined;
    this.#arrived = this.#written;
    this.#busySince = undefined;
    this.#lost += 1;
    if (this.#lost >= mostLost) this.#answers = false;
  }

  /** Answers behind bytes can only be later than the link's own delay; one behind nothing may also tell of a longer one. */
  #keepBase(delay: Duration, bytes: number, now: Instant): void {
    const isNew = bytes <= nothing && now - this.#baseSince > baseLasts;
    if (!isNew && delay >= this.#base) return;
    this.#base = Math.min(longestBase, delay);
    this.#baseSince = now;
  }

  #judge(bytes: number, delay: Duration, busy: Duration): void {
    this.#late = delay > heldUp ? this.#late + 1 : 0;
    if (this.#late > 0) {
      if (bytes < convincingBytes && this.#late < 2) return;
      const rate = bytes / Math.max(busy, leastDelay);
      this.#window = clamp(rate * target);
      this.#proofs = 0;
      return;
    }
    if (bytes < tellingBytes) return;
    const rate = bytes / Math.max(delay, leastDelay);
    if (rate * target <= this.#window * 1.5) {
      this.#proofs = 0;
      return;
    }
    this.#proofs += 1;
    if (this.#proofs < proofs) return;
    this.#proofs = 0;
    this.#window = clamp(Math.min(this.#window * 2, rate * target));
  }
}

const clamp = (window: number): number => Math.round(Math.min(largestWindow, Math.max(smallestWindow, window)));
