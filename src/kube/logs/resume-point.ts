import type { Duration, Instant } from '../../contracts/time.ts';
import { isBefore, type LogStamp } from './log-stamp.ts';

/**
 * How far before the newest line a resumed stream starts. The API server cuts `sinceTime` to whole seconds, and the
 * stamps of stdout and stderr can be a little out of order.
 */
const overlap: Duration = 2000;

/**
 * Remembers what was delivered, so that a stream that starts anew neither repeats nor loses a line. Lines are told
 * apart by their stamp and, within one stamp, by their order, which the log file keeps.
 */
export class ResumePoint {
  /** Delivered lines by stamp, of the time that a resumed stream repeats. */
  readonly #delivered = new Map<string, { count: number; readonly at: Instant }>();
  #repeats = new Map<string, number>();
  #oldest: LogStamp | undefined;
  #newest: Instant | undefined;

  /** Whether a line with this stamp is new; remembers it as delivered then. */
  accept(stamp: LogStamp): boolean {
    const repeats = this.#repeats.get(stamp.text) ?? 0;
    if (repeats > 0) {
      this.#repeats.set(stamp.text, repeats - 1);
      return false;
    }
    if (this.#oldest === undefined) this.#oldest = stamp;
    else if (isBefore(stamp, this.#oldest)) return false; // from before the tail that was asked for
    const known = this.#delivered.get(stamp.text);
    if (known === undefined) this.#delivered.set(stamp.text, { count: 1, at: stamp.at });
    else known.count += 1;
    if (this.#newest === undefined || stamp.at > this.#newest) {
      const second = Math.floor(stamp.at / 1000);
      const forget = this.#newest !== undefined && Math.floor(this.#newest / 1000) !== second;
      this.#newest = stamp.at;
      if (forget) this.#forgetBefore(second * 1000 - overlap);
    }
    return true;
  }

  /** The log has been read up to this moment, though it held no line. */
  startAt(at: Instant): void {
    this.#newest ??= at;
  }

  /** A new stream begins: what it repeats will be left out. */
  resume(): void {
    this.#repeats = new Map([...this.#delivered].map(([text, { count }]) => [text, count]));
  }

  /** For `sinceTime`: RFC 3339 in whole seconds; undefined while nothing was read. */
  get sinceTime(): string | undefined {
    if (this.#newest === undefined) return undefined;
    const second = Math.floor(this.#newest / 1000) * 1000 - overlap;
    return new Date(second).toISOString().replace('.000Z', 'Z');
  }

  #forgetBefore(at: Instant): void {
    for (const [text, line] of this.#delivered) if (line.at < at) this.#delivered.delete(text);
  }
}
