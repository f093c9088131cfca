/** Lines remembered of what was shown. */
const most = 5_000;

/**
 * Which lines of a program's next run were shown already: it begins with the newest lines there are, and those that the run
 * before it had shown are the first of them. From the first new line on everything is new.
 */
export class RecentLines {
  readonly #shown = new Set<string>();
  #repeating = false;

  /** Another run of the program begins. */
  runBegins(): void {
    this.#repeating = this.#shown.size > 0;
  }

  /** Whether a line was not shown yet; it counts as shown from now on. */
  isNew(line: string): boolean {
    if (this.#repeating && this.#shown.has(line)) return false;
    this.#repeating = false;
    this.#shown.add(line);
    if (this.#shown.size > most)
      for (const oldest of this.#shown) {
        this.#shown.delete(oldest);
        break;
      }
    return true;
  }
}
