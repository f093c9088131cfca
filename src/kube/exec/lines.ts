/** Characters after which a line is cut; the rest of it is dropped up to its end. */
export const longestLine = 64 * 1024;

/** Where lines end. Programs redraw progress with a lone CR; in logs a CR is part of the line. */
export type LineEnding = 'lf-or-cr' | 'lf';

/**
 * Cuts a stream of bytes into lines without their ends. UTF-8 sequences may be split across chunks; bytes that are no
 * UTF-8 become U+FFFD. Holds at most one line.
 */
export class LineSplitter {
  readonly #ending: LineEnding;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #partial = '';
  #dropping = false;
  #afterCarriageReturn = false;
  #cut = false;

  constructor(ending: LineEnding) {
    this.#ending = ending;
  }

  /** Whether any line was longer than `longestLine`. */
  get cut(): boolean {
    return this.#cut;
  }

  /** Takes bytes, calls back for each line that they complete. */
  push(chunk: Uint8Array, line: (text: string) => void): void {
    this.#take(this.#decoder.decode(chunk, { stream: true }), line);
  }

  /** The stream ended: what came after the last line end is a line too. */
  end(line: (text: string) => void): void {
    this.#take(this.#decoder.decode(), line);
    if (this.#partial !== '' || this.#dropping) this.#finish(line);
  }

  #take(text: string, line: (text: string) => void): void {
    let from = 0;
    if (this.#afterCarriageReturn && text !== '') {
      this.#afterCarriageReturn = false;
      if (text.startsWith('\n')) from = 1;
    }
    const ends = this.#ending === 'lf' ? /\n/g : /\r\n|\n|\r/g;
    ends.lastIndex = from;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      this.#append(text.slice(from, end.index));
      this.#finish(line);
      from = ends.lastIndex;
      this.#afterCarriageReturn = end[0] === '\r' && from === text.length;
    }
    this.#append(text.slice(from));
  }

  #append(text: string): void {
    if (text === '') return;
    if (this.#dropping) return;
    const room = longestLine - this.#partial.length;
    if (text.length <= room) {
      this.#partial += text;
      return;
    }
    this.#partial += text.slice(0, room);
    this.#dropping = true;
    this.#cut = true;
  }

  #finish(line: (text: string) => void): void {
    const text = this.#partial;
    this.#partial = '';
    this.#dropping = false;
    line(this.#ending === 'lf' && text.endsWith('\r') ? text.slice(0, -1) : text);
  }
}
